"""Checkov's side: runs in Checkov's own environment, `run.py JOB RESULT`, both JSON files.

Checkov skips what it cannot load, parse or evaluate, and says so in a log at most. Here all of
that is collected as `trouble`: a file or a check that did not take part never looks like a pass.
"""

import importlib.util
import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Problem = str


class Trouble(logging.Handler):
    """What Checkov only logs: a check that crashed, a file that it skipped."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.said.append(record.getMessage() + (f": {error!r}" if error else ""))


def offline(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.connect"):
        raise PermissionError(f"a check may not use the network: {arguments[1:]}")


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    trouble = Trouble()
    logging.basicConfig(level=logging.ERROR, handlers=[trouble])
    sys.addaudithook(offline)
    without_skips()
    with_everything()
    reports, said = judge(job)
    trouble.said += [*said, *parse_errors(reports)]
    result = {"found": [*found(reports)], "trouble": trouble.said}
    Path(sys.argv[2]).write_text(json.dumps(result), "utf-8")


def without_skips() -> None:
    """Comments and annotations excuse nothing: exceptions stand in one file, with an end."""
    import checkov.common.comment.enum as comments

    comments.COMMENT_REGEX = re.compile(r"(?!)")  # before anything imports it by name
    import checkov.kubernetes.runner as kubernetes
    from checkov.kubernetes import kubernetes_utils

    kubernetes.get_skipped_checks = kubernetes_utils.get_skipped_checks = lambda _: []


def with_everything() -> None:
    """Checkov leaves out objects, files and errors that it does not expect; none of that here."""
    import checkov.dockerfile.runner as dockerfile
    from checkov.common.graph.checks_infra.registry import BaseRegistry
    from checkov.kubernetes.checks.resource.base_registry import Registry
    from checkov.kubernetes.parser import k8_yaml
    from checkov.kubernetes.parser.validatior import K8sValidator
    from checkov.terraform import tf_parser

    BaseRegistry.run_checks = run_graph_checks
    Registry._should_run_scan = staticmethod(is_chosen)
    K8sValidator.is_valid_template = staticmethod(is_object)
    k8_yaml.load = load_manifests
    dockerfile.is_dockerfile = bool
    tf_parser.load_tf_modules = no_modules


def judge(job: dict[str, Any]) -> tuple[list[Any], list[Problem]]:
    from checkov.dockerfile.runner import Runner as Dockerfile
    from checkov.kubernetes.runner import Runner as Kubernetes
    from checkov.runner_filter import RunnerFilter
    from checkov.terraform.plan_runner import Runner as Plan
    from checkov.terraform.runner import Runner as Terraform

    own, said = load_checks(Path(job["folder"]))
    wanted = {*job["checks"], *own}
    said += [f"{id_}: there is no such check" for id_ in sorted(wanted - known_checks())]
    if not wanted:  # for Checkov that would be all of them
        return [], said

    def run(runner: Any, excluded: Iterable[str] = (), **what: Any) -> Any:
        chosen = RunnerFilter(checks=[*wanted], show_progress_bar=False, excluded_paths=[*excluded])
        return runner.run(runner_filter=chosen, **{"root_folder": None, **what})

    reports = [run(Terraform(), job["excluded"], root_folder=folder) for folder in job["terraform"]]
    for kind, files in (
        (Plan, job["plans"]),
        (Kubernetes, job["kubernetes"]),
        (Dockerfile, job["dockerfiles"]),
    ):
        if files:
            runner = kind()
            reports.append(run(runner, files=files))
            read = {os.path.realpath(file) for file in runner.definitions}
            unread = [file for file in files if os.path.realpath(file) not in read]
            said += [f"{file}: Checkov cannot read it" for file in unread]
    return reports, said


def known_checks() -> set[str]:
    from checkov.common.checks.base_check_registry import BaseCheckRegistry

    known = {check.id for check in BaseCheckRegistry.get_all_registered_checks()}
    return known.union(check.id for graph in graphs() for check in graph.checks)


def graphs() -> list[Any]:
    """Where checks written in YAML are kept, one for each runner that has them."""
    from checkov.common.checks_infra.registry import get_graph_checks_registry

    found = [get_graph_checks_registry(name) for name in ("terraform", "kubernetes", "dockerfile")]
    for registry in found:
        registry.load_checks()
    return found


def load_checks(folder: Path) -> tuple[list[str], list[Problem]]:
    """Every file below a folder is a check; what does not load is told."""
    sys.dont_write_bytecode = True  # nothing is left behind in the service
    ids, said = [], []
    for path in sorted(folder.rglob("*")):
        load = {".py": load_python, ".yaml": load_yaml, ".yml": load_yaml}.get(path.suffix)
        if load is None or path.name == "__init__.py":
            continue
        try:
            ids += load(path)
        except Exception as error:
            said.append(f"{path}: the check does not load: {error!r}")
    return ids, said


def load_python(path: Path) -> list[str]:
    from checkov.common.checks.base_check_registry import BaseCheckRegistry

    known = len(BaseCheckRegistry.get_all_registered_checks())
    taken = {check.id for check in BaseCheckRegistry.get_all_registered_checks()}
    spec = importlib.util.spec_from_file_location(path.stem, path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    ids = [check.id for check in BaseCheckRegistry.get_all_registered_checks()[known:]]
    return require_new(ids, taken)


def load_yaml(path: Path) -> list[str]:
    import yaml

    raw = yaml.safe_load(path.read_text("utf-8"))
    for registry in graphs():
        if not registry.parser.validate_check_config(str(path), raw):
            raise ValueError("metadata needs id, name and category, beside a definition")
        check = registry.parser.parse_raw_check(raw, check_path=str(path))
        require_new([check.id], {other.id for other in registry.checks})
        registry.checks.append(check)
    return [check.id]


def require_new(ids: list[str], taken: set[str]) -> list[str]:
    """Checkov drops a check whose id is taken, and never runs one that nobody made an object of."""
    if not ids:
        raise ValueError("it registers nothing: make an object of the class at its end")
    if twice := taken.intersection(ids):
        raise ValueError(f"the id {min(twice)} is taken")
    return ids


def run_graph_checks(registry: Any, graph: Any, chosen: Any, report_type: str) -> dict[Any, Any]:
    """One after the other: Checkov's own threads lose what a check raises."""
    results: dict[Any, Any] = {}
    for check in registry.checks:
        if chosen.should_run_check(check, report_type=report_type):
            registry.run_check_parallel(check, results, graph)
    return results


def no_modules(*_: Any, **__: Any) -> None:
    """Nothing is downloaded, and its search for what to download fails on some paths."""


def is_chosen(check: Any, entity: Any, chosen: Any, report_type: str) -> bool:
    """Checkov would take an id without an underscore for a namespace, and judge nothing else."""
    return chosen.should_run_check(check=check, report_type=report_type)


def is_object(template: Any) -> tuple[bool, str]:
    """Checkov would leave out an object in which any `name` has an odd character."""
    return isinstance(template, dict) and {"apiVersion", "kind"} <= template.keys(), ""


def load_manifests(path: Path) -> tuple[list[Any], list[tuple[int, str]]]:
    """Checkov would leave out a file that quotes Helm, and judge no object without a name."""
    from checkov.kubernetes.parser.k8_yaml import loads

    text = path.read_text("utf-8")
    objects = loads(text)
    for one in objects:
        if isinstance(one, dict) and isinstance(metadata := one.get("metadata"), dict):
            metadata.setdefault("name", metadata.get("generateName", "unnamed"))
    return objects, [*enumerate(text.splitlines(keepends=True), start=1)]


def found(reports: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for report in reports:
        for record in report.failed_checks:
            yield {
                "id": record.check_id,
                "name": record.check_name,
                "file": record.file_abs_path,
                "line": record.file_line_range[0],
                "resource": record.resource,
            }


def parse_errors(reports: Iterable[Any]) -> Iterator[Problem]:
    for report in reports:
        yield from (f"{file}: Checkov cannot parse it" for file in report.parsing_errors)
        yield from (
            f"{one.file_abs_path}: {one.check_id} was skipped" for one in report.skipped_checks
        )


if __name__ == "__main__":
    main()
