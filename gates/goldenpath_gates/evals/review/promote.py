"""Labels on their way into a golden dataset: all of a file, or nothing."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import FailedError, UsageError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.advice import PERSONAL
from goldenpath_gates.evals.dataset.read import Reading
from goldenpath_gates.evals.review import golden
from goldenpath_gates.evals.review.files import REVIEW
from goldenpath_gates.evals.shadow.lines import Line
from goldenpath_gates.evals.shadow.privacy import exposed
from goldenpath_gates.schema import first_violation, packaged

SHOWN = 20
PERSONS = "personal data enters no dataset: replace it, and sign with a name or an account"


def promote(
    labels: Path, into: str, datasets: Sequence[str], root: Path, date: str
) -> Counter[str]:
    """How many labels were `added`, `updated`, found `unchanged`, or left out, and why.

    Raises FailedError with every label that cannot become a case; then nothing is written.
    """
    if into not in datasets:
        raise UsageError(f"{into} is not among [eval] datasets, so nobody would ask its cases")
    path = root / into
    # A link that leads nowhere is read too, and refused with those that lead out of the tree.
    names = [name for name in datasets if name != into or os.path.lexists(path)]
    plan = Plan(into, _known(names, root), _origin(labels, date), _raw(path))
    for line in REVIEW.lines(labels):
        plan.take(line)
    if plan.problems:
        raise FailedError("\n".join(plan.problems[:SHOWN]))
    if plan.counts["added"] or plan.counts["updated"]:
        _replace(path.resolve(), plan.lines)
    return plan.counts


@dataclass
class Plan:
    """`known` are the cases of all datasets by what they ask, `lines` those of the file as it
    will be."""

    into: str
    known: Mapping[str, Case]
    origin: golden.Origin
    lines: list[bytes]
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        label = line.body
        if label["verdict"] in ("", "skip"):
            self.counts["skipped" if label["verdict"] else "waiting"] += 1
        elif golden.text(label) is None:
            self.counts["without a text"] += 1
        elif found := [*self._refusals(line)]:
            self.problems += (f"{line.where}:1: review-label {problem}" for problem in found)
        else:
            self._write(label)

    def _refusals(self, line: Line) -> Iterator[str]:
        asked = golden.key(line.body)
        known, first = self.known.get(asked), self.taken.setdefault(asked, line.where)
        if first != line.where:
            yield f"the same question was labelled before, at {first}: keep one of the two"
        if known and known.dataset != self.into:
            yield f"this question is {known.id} of {known.dataset}: promote it --into that file"
        body = self._body(line.body)
        if not (known and PERSONAL in known.tags):
            yield from (f"{what}; {PERSONS}" for what in exposed(body))
        if violation := first_violation(body, packaged("eval-case", "goldenpath_hooks")):
            yield f"would be no golden case: {violation[:300]}"

    def _body(self, label: Mapping[str, Any]) -> golden.Body:
        known = self.known.get(golden.key(label))
        if known is None or known.dataset != self.into:
            return golden.new(label, self.origin)
        return golden.updated(self._now(known), label, self.origin)

    def _now(self, case: Case) -> golden.Body:
        body: golden.Body = json.loads(self.lines[case.line - 1].removeprefix(b"\xef\xbb\xbf"))
        return body

    def _write(self, label: Mapping[str, Any]) -> None:
        known, body = self.known.get(golden.key(label)), self._body(label)
        row = json.dumps(body, ensure_ascii=False).encode() + b"\n"
        if known is None:
            self.lines.append(row)
            self.counts["added"] += 1
        elif golden.same(body, self._now(known)):
            self.counts["unchanged"] += 1
        else:
            self.lines[known.line - 1] = row
            self.counts["updated"] += 1


def _known(names: Sequence[str], root: Path) -> dict[str, Case]:
    cases = Reading(names, root) if names else ()
    return {golden.key({"input": case.input, "tenant": case.tenant}): case for case in cases}


def _origin(labels: Path, date: str) -> golden.Origin:
    header = REVIEW.header(labels)
    source, commit = header.get("source"), header.get("commit")
    return golden.Origin(str(source)[:50], str(commit)[:64] if commit else None, date)


def _raw(path: Path) -> list[bytes]:
    """Each line with its end, also the last one: something may follow it."""
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")
    return [line + b"\n" for line in (lines if lines[-1] else lines[:-1])]


def _replace(path: Path, lines: Sequence[bytes]) -> None:
    """A reader finds the old file or the new one, never a part."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.writelines(lines)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
