"""The rules as people know them: what each asks for, how grave it is, how to mend a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from goldenpath_gates import library
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.settings import RULES

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")
MANIFESTS = Path(__file__).parents[1] / "manifests" / "rules.yaml"
METADATA = re.compile(r"^# METADATA\n((?:#.*\n)+)", re.M)


@dataclass(frozen=True)
class Rule:
    """`approvable` findings may be released by a person; `file` is where the rule is written."""

    id: str
    title: str
    severity: Severity
    remedy: str
    description: str = ""
    approvable: bool = False
    file: Path | None = None

    @property
    def domain(self) -> str:
        return self.id.partition("-")[0]

    @property
    def cases(self) -> Mapping[str, Any]:
        """Its `bad` and `good` cases, from the file beside it."""
        if self.file is None or not (path := self.file.with_suffix(".yaml")).is_file():
            return {}
        found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)[self.id]
        return found


@cache
def rules() -> Mapping[str, Rule]:
    """Ours by id: in Rego, of Checkov, and of the lint of manifests."""
    folder = library.data("policies")
    listed = list(in_folder(folder / "rego"))
    for table in (folder / "checkov" / "rules.yaml", MANIFESTS):
        listed += [Rule(**row) for row in yaml.safe_load(table.read_text("utf-8"))["rules"]]
    return {rule.id: rule for rule in sorted(listed, key=lambda rule: rule.id)}


def known_in(root: Path) -> Mapping[str, Rule]:
    """Ours, and those in Rego that a service brings."""
    own = {rule.id: rule for rule in in_folder(root / RULES / "rego")}
    return {**rules(), **own}


def in_folder(folder: Path) -> Iterator[Rule]:
    """The rules written in Rego below a folder, in order of their files."""
    for path in sorted(folder.rglob("*.rego")):
        if not path.name.endswith("_test.rego") and (rule := of_file(path)):
            yield rule


def of_file(path: Path) -> Rule | None:
    """None for a file that describes no rule, such as a library of them."""
    block = METADATA.search(path.read_text("utf-8"))
    if block is None:
        return None
    try:
        said = yaml.safe_load(re.sub(r"^# ?", "", block[1], flags=re.M))
        custom = said.get("custom")
        return custom and Rule(
            title=said["title"], description=said.get("description", ""), file=path, **custom
        )
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise IncompleteError(f"{path}: its METADATA cannot be read: {error}") from None
