"""Golden cases read as a stream: checked, with ids that no other case has, and hashed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from goldenpath_hooks import files, findings
from goldenpath_hooks.service import cases

from goldenpath_gates.console import plain
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.report import Finding

BROKEN, MISSING = "eval-case", "eval-dataset"
"""Rules: a line that is no case, and a file without any."""
MOST_FINDINGS = cases.MOST_FINDINGS


class DatasetError(IncompleteError):
    """Cases that cannot be asked: `findings` say where and why, at most fifty of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(plain(str(finding)) for finding in self.findings))


@dataclass
class Reading:
    """The cases of some files, in order. `names` are relative to `root` and may not lead out of
    it; without one they are paths that a person named.

    After the first thing to mend no more cases come, the rest is only checked, and at the end
    DatasetError is raised. `facts` says of each file, once it was read, its `hash` (SHA-256 of
    each case as canonical JSON and a line feed, in the order of the file, so that formatting does
    not count, and order does) and how many `cases` it has.
    """

    names: Sequence[str]
    root: Path | None
    facts: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Case]:
        problems: list[Finding] = []
        ids = cases.Ids()
        self.facts.clear()
        for name in self.names:
            for found in self._file(name, ids):
                if isinstance(found, Finding):
                    problems.append(found)
                elif not problems:
                    yield found
                if len(problems) == MOST_FINDINGS:
                    raise DatasetError(problems)
        if not self.names:
            problems = [Finding(MISSING, "no dataset is named, so nothing would be asked")]
        if problems:
            raise DatasetError(problems)

    def _file(self, name: str, ids: cases.Ids) -> Iterator[Case | Finding]:
        digest, count = sha256(), 0
        path = (self.root or Path()) / name
        if self.root and not path.resolve().is_relative_to(self.root.resolve()):
            yield Finding(MISSING, "this leads out of the tree, name a file within it", name)
            return
        try:
            for line in cases.read(BROKEN, str(path), ids):
                count += 1
                digest.update(line.canonical + b"\n")
                yield from (_as_report(finding, name) for finding in line.findings)
                if line.case is not None:
                    yield case_of(line.case, name, line.number)
        except files.Unreadable as error:
            yield Finding(MISSING, f"{error.finding.message}, {error.finding.remedy}", name)
            return
        if not count:
            yield Finding(MISSING, "this file holds no case, so nothing would be asked", name)
        self.facts[name] = {"hash": digest.hexdigest(), "cases": count}


def _as_report(finding: findings.Finding, name: str) -> Finding:
    message = ", ".join(part for part in (finding.message, finding.remedy) if part)
    place = finding.place
    return Finding(finding.rule, findings.masked(message), name, place.line, place.column)


def case_of(body: Mapping[str, Any], name: str = "", line: int = 0) -> Case:
    """Of a valid line. JSON Schema: `eval-case.schema.json` of the hooks."""
    values = _tuples({key: value for key, value in body.items() if value is not None})
    expected = Expected(**_tuples(values.pop("expected")))
    return Case(expected=expected, dataset=name, line=line, **values)


def _tuples(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in body.items()}
