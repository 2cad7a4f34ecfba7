"""Checkov on what would ship: its own checks that `rules.yaml` lists, and ours and a team's.

It runs in an environment of its own, `policies/checkov/run.py`, without the network and without a
key in sight, for a team's checks are code of the change.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from goldenpath_gates import library, process
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import tools_env
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.settings import RULES, Policy

TIMEOUT_S = 600.0
TEAM = f"{RULES}/checkov"
FILES = {"terraform-plan": "plans", "kubernetes": "kubernetes", "dockerfile": "dockerfiles"}
SHOWN = 8
"""How many of its problems are told at once."""


def run(root: Path, documents: Iterable[Document], settings: Policy) -> list[Found] | None:
    """None, and nothing started, where there is nothing that Checkov knows.

    Raises IncompleteError where a file or a check did not take part, whatever the reason.
    """
    root = root.resolve()
    shipped = _shipped(root, documents, settings)
    if not any(shipped.values()):
        return None
    folder = library.data("policies") / "checkov"
    listed = yaml.load((folder / "rules.yaml").read_text("utf-8"), yaml.CSafeLoader)["rules"]
    interpreter = tools_env.python("checkov", folder / "requirements.txt")
    jobs = [{"checks": [rule["id"] for rule in listed], "folder": str(folder / "checks")}]
    if (root / TEAM).is_dir():
        # On their own, so that no line of them can switch off ours.
        jobs.append({"checks": [], "folder": str(root / TEAM)})
    titles = {rule["id"]: rule["title"] for rule in listed}
    return [
        _found(root, row, titles)
        for job in jobs
        for row in _judged(root, interpreter, folder / "run.py", {**job, **shipped})
    ]


def _shipped(
    root: Path, documents: Iterable[Document], settings: Policy
) -> Mapping[str, Sequence[str]]:
    """The files by runner; Terraform's sources by folder, for they refer to each other.

    Sources of which a plan is judged are excluded.
    """
    paths = {(document.type, document.path) for document in documents}
    by_runner = {
        runner: sorted(str(root / path) for of, path in paths if of == type_)
        for type_, runner in FILES.items()
    }
    sources = {root / path for of, path in paths if of == "terraform"}
    if strange := [path for path in sorted(sources) if path.suffix != ".tf"]:
        name = strange[0].relative_to(root)
        raise IncompleteError(f"{name}: Checkov reads .tf only: write it as that, or judge a plan")
    starts = [root / folder.strip("/") for folder in settings.terraform]
    starts = [start for start in starts if any(path.is_relative_to(start) for path in sources)]
    judged = {path.parent for path in sources}
    all_ = {path for start in starts for path in start.rglob("*.tf")}
    excluded = sorted(str(path) for path in all_ if path.parent not in judged)
    return {**by_runner, "terraform": [*map(str, starts)], "excluded": excluded}


def _judged(
    root: Path, interpreter: Path, program: Path, job: Mapping[str, object]
) -> Sequence[Mapping[str, Any]]:
    with TemporaryDirectory() as name:
        home = Path(name)
        (home / "job.json").write_text(json.dumps(job), "utf-8")
        code, said = _started(home, interpreter, program)
        try:
            result = json.loads((home / "result.json").read_text("utf-8"))
        except (OSError, ValueError):
            raise IncompleteError(f"Checkov failed (exit code {code}): {said[-1000:]}") from None
    if trouble := result["trouble"]:
        shown = [one.replace(f"{root}/", "") for one in sorted(set(trouble))]
        more = f"; and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
        raise IncompleteError(f"Checkov could not judge all: {'; '.join(shown[:SHOWN])}{more}")
    rows: Sequence[Mapping[str, Any]] = result["found"]
    return rows


def _started(home: Path, interpreter: Path, program: Path) -> tuple[int, str]:
    variables = {
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(home),
        "CHECKOV_PARALLELIZATION_TYPE": "none",  # what a check says in a fork is lost
    }
    command = (
        *("env", "-i", *(f"{name}={value}" for name, value in variables.items())),
        *(str(interpreter), "-I", "-X", "utf8", str(program), "job.json", "result.json"),
    )
    with (home / "said").open("w+") as said:
        try:
            with process.group(command, home, stdout=said) as child:
                child.wait(TIMEOUT_S)
        except TimeoutExpired:
            raise IncompleteError(f"Checkov took more than {TIMEOUT_S:.0f} s") from None
        return child.returncode, (home / "said").read_text("utf-8", "replace").strip()


def _found(root: Path, row: Mapping[str, Any], titles: Mapping[str, str]) -> Found:
    path = Path(row["file"])
    subject = _subject(row["resource"], path)
    title = titles.get(row["id"], row["name"])
    text = f'{subject} fails the check "{title}"'
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    return Found(row["id"], name, text, line=row["line"] or None, subject=subject)


def _subject(resource: str, path: Path) -> str:
    """As Rego's findings name it: `Deployment/answers`, an address of Terraform, an instruction."""
    if resource.startswith("/"):
        return resource.removeprefix(f"{path}.") or path.name
    if path.suffix in (".yaml", ".yml"):
        kind, _, name = resource.split(".", 2)
        return f"{kind}/{name}"
    return resource
