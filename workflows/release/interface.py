"""The public interface at a revision, as docs/compatibility.md draws it: JSON, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_hooks.prompts.versions import parse

from . import arguments
from .tree import Tree, parsed

Interface = dict[str, Any]

PROJECT, QUESTIONS = "pyproject.toml", "copier.yml"
VERSION = re.compile(r'^version = "([^"]+)"$', re.M)
GITHUB = "workflows/github"
GITLAB_KEYWORDS = frozenset({"default", "include", "stages", "variables", "workflow"})
GATES, HOOKS = "gates/goldenpath_gates", "hooks/goldenpath_hooks"
GROUP = re.compile(r"goldenpath_gates\.(\w+)\.commands")
METADATA = re.compile(r"^# METADATA\n((?:#.*\n)+)", re.M)


@dataclass(frozen=True)
class Part:
    """`since`: the first release that has it. Later, finding nothing is no answer."""

    read: Callable[[Tree], dict[str, Any]]
    since: str = "0.1.0"


def interface(tree: Tree) -> Interface:
    """Raises IncompleteError where a part of it cannot be found or read."""
    version = version_of(tree)
    parts = {name: _read(tree, name, part, version) for name, part in PARTS.items()}
    return {"version": version, **parts}


def version_of(tree: Tree) -> str:
    found = VERSION.search(tree.text(PROJECT))
    if found is None or parse(found[1]) is None:
        raise tree.unreadable(PROJECT, "it has no semantic version")
    return found[1]


def _read(tree: Tree, name: str, part: Part, version: str) -> dict[str, Any]:
    try:
        found = part.read(tree)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise IncompleteError(
            f"the {name} at {tree.name} are written in a way that workflows/release does not read"
            f" ({type(error).__name__}: {error}): teach interface.py"
        ) from None
    if not found and not parse(version) < parse(part.since):  # type: ignore[operator]
        raise IncompleteError(
            f"no {name} were found at {tree.name}: if they moved, teach interface.py where they are"
        )
    return found


# ---- pipelines ---------------------------------------------------------------------------------


def _workflows(tree: Tree) -> dict[str, Any]:
    paths = tree.below(GITHUB, ".yml")
    return {path.removeprefix(f"{GITHUB}/"): _workflow(tree.yaml(path)) for path in paths}


def _workflow(workflow: Mapping[Any, Any]) -> dict[str, Any]:
    called = workflow[True]["workflow_call"] or {}  # YAML reads the key `on` as true
    default = workflow.get("permissions") or {}
    jobs = {name: dict(job.get("permissions", default)) for name, job in workflow["jobs"].items()}
    return {
        "inputs": {
            name: _but(body or {}, "description")
            for name, body in (called.get("inputs") or {}).items()
        },
        "secrets": {
            name: _but(body or {}, "description")
            for name, body in (called.get("secrets") or {}).items()
        },
        "outputs": {name: {} for name in called.get("outputs") or {}},
        "permissions": granted(jobs.values()),
        "jobs": {name: {"permissions": asked} for name, asked in jobs.items()},
    }


def granted(jobs: Any) -> dict[str, Any]:
    """What a caller has to grant so that GitHub does not refuse the run: the union."""
    union: dict[str, Any] = {}
    for asked in jobs:
        for scope, level in asked.items():
            if union.get(scope, {}).get("level") != "write":
                union[scope] = {"level": level}
    return dict(sorted(union.items()))


def _gitlab(tree: Tree) -> dict[str, Any]:
    pipeline = tree.yaml("workflows/gitlab/train.yml")
    jobs: dict[str, Any] = {
        name: {}
        for name, body in pipeline.items()
        if isinstance(body, dict) and name not in GITLAB_KEYWORDS and not name.startswith(".")
    }
    variables = {name: {"value": value} for name, value in pipeline.get("variables", {}).items()}
    return {"train.yml": {"jobs": jobs, "variables": variables}}


def _stages(tree: Tree) -> dict[str, Any]:
    rows = tree.yaml("workflows/stages.yml")["stages"]
    return {row["id"]: {"when": "change", **_but(row, "id", "asks")} for row in rows}


# ---- the template ------------------------------------------------------------------------------


def _questions(tree: Tree) -> dict[str, Any]:
    """What is asked: neither settings of Copier nor computed values."""
    return {
        name: {"type": body["type"], **_but(body, "help", "choices")}
        | {"choices": _offered(body.get("choices", ()))}
        for name, body in tree.yaml(QUESTIONS).items()
        if not name.startswith("_") and body.get("when") is not False
    }


def _offered(choices: Any) -> list[Any]:
    return list(choices.values() if isinstance(choices, dict) else choices)


def _paths(tree: Tree) -> dict[str, Any]:
    rows: dict[str, Any] = parsed(tree.yaml(QUESTIONS)["ownership"]["default"])
    return rows


# ---- hooks, commands, rules --------------------------------------------------------------------


def _hooks(tree: Tree) -> dict[str, Any]:
    if ".pre-commit-hooks.yaml" not in tree.files:
        return {}
    return {
        row["id"]: {
            **_but(row, "id", "name", "description"),
            "arguments": arguments.arguments(tree, f"{HOOKS}/{row['id'].replace('-', '_')}.py"),
        }
        for row in tree.yaml(".pre-commit-hooks.yaml")
    }


def _commands(tree: Tree) -> dict[str, Any]:
    names = arguments.constant(tree, f"{GATES}/__main__.py", "COMMANDS")
    return dict(_command(tree, (), names, f"{GATES}/commands"))


def _command(
    tree: Tree, above: tuple[str, ...], names: Any, folder: str
) -> Iterator[tuple[str, Any]]:
    """Each command with what it takes, then the commands that it has of its own."""
    for name in names:
        words = (*above, name)
        path = arguments.source(tree, f"{folder}/{name.replace('-', '_')}")
        yield " ".join(words), {"arguments": arguments.arguments(tree, path)}
        if inner := arguments.constant(tree, path, "COMMANDS"):
            group = GROUP.search(tree.text(path))
            below = f"{GATES}/{group[1]}/commands" if group else path.rpartition("/")[0]
            yield from _command(tree, words, inner, below)
        # Actions of one module: what they take is read together, as the module's.
        for action in arguments.actions(tree, path):
            yield " ".join((*words, action)), {"arguments": {}}


def _exit_codes(tree: Tree) -> dict[str, Any]:
    codes = arguments.constant(tree, f"{GATES}/report.py", "EXIT_CODES")
    raised = arguments.exit_codes(tree, f"{GATES}/errors.py")
    return {name: {"code": code} for name, code in {**codes, **raised}.items()}


def _prompt_rules(tree: Tree) -> dict[str, Any]:
    paths = map(PurePosixPath, tree.below(f"{HOOKS}/prompts/rules", ".py"))
    return {path.stem.replace("_", "-"): {} for path in paths if path.stem != "__init__"}


def _contract_rules(tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in tree.below(f"{GATES}/contracts/rules", ".yaml"):
        found |= {rule: {"level": body["level"]} for rule, body in tree.yaml(path).items()}
    return found


def _policy_rules(tree: Tree) -> dict[str, Any]:
    tables = ("policies/checkov/rules.yaml", f"{GATES}/manifests/rules.yaml")
    rows = [row for path in tables if path in tree.files for row in tree.yaml(path)["rules"]]
    for path in tree.below("policies/rego", ".rego"):
        if block := METADATA.search(tree.text(path)):
            said = parsed(re.sub(r"^# ?", "", block[1], flags=re.M))
            rows += [said["custom"]] if "custom" in said else []
    return {
        row["id"]: {"severity": row["severity"], "approvable": bool(row.get("approvable"))}
        for row in sorted(rows, key=lambda row: str(row["id"]))
    }


# ---- files -------------------------------------------------------------------------------------


def _schemas(tree: Tree) -> dict[str, Any]:
    """Whole, by name: what a schema promises is compared by the differ of the contract stage."""
    ending = ".schema.json"
    paths = [*tree.below("gates", ending), *tree.below("hooks", ending)]
    return {PurePosixPath(path).name.removesuffix(ending): tree.json(path) for path in paths}


def _but(body: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in left_out}


PARTS = {
    "GitHub workflows": Part(_workflows),
    "GitLab pipelines": Part(_gitlab),
    "stages": Part(_stages),
    "questions": Part(_questions),
    "paths": Part(_paths),
    "hooks": Part(_hooks, "0.3.0"),
    "commands": Part(_commands),
    "exit codes": Part(_exit_codes),
    "rules of prompt-lint": Part(_prompt_rules, "0.3.0"),
    "rules of contract": Part(_contract_rules, "0.5.0"),
    "rules of policy": Part(_policy_rules, "0.6.0"),
    "schemas": Part(_schemas),
}
