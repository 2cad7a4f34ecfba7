"""The review file: a header, and one line per case with four fields for people to fill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals.dataset.write import save
from goldenpath_gates.evals.review.queue import Chosen
from goldenpath_gates.evals.shadow.lines import VERSION, Kind, Line

REVIEW = Kind(
    "review",
    schema="label",
    package="goldenpath_gates.evals.review",
    remedy="mend the line; nothing was taken over",
)
EMPTY = {"verdict": "", "expected_text": "", "note": "", "reviewer": ""}
"""What people fill: `good`, `bad` or `skip`, a better text, why, and who says so."""


def write(path: Path, cases: Iterable[Chosen], source: str, commit: str | None) -> int:
    """The number of cases. Raises UsageError rather than lose a label that stands in `path`."""
    if path.exists() and (labelled := sum(1 for line in REVIEW.lines(path) if _filled(line))):
        raise UsageError(
            f"{path}: holds {labelled} labels: promote them first (goldenpath eval promote), "
            "or write to another file with --out"
        )
    header = {f"goldenpath_{REVIEW.name}": VERSION, "source": source, "commit": commit}
    return save(path, _bodies(header, cases), force=True) - 1


def counts(path: Path) -> Counter[str]:
    """How many cases have which verdict, and how many wait for one, by their first reason."""
    bodies = (line.body for line in REVIEW.lines(path))
    return Counter(body["verdict"] or f"waiting: {reason(body)}" for body in bodies)


def reason(body: Mapping[str, Any]) -> str:
    """The name of the first reason."""
    return str((body.get("reasons") or ["unknown"])[0]).partition(":")[0]


def _filled(line: Line) -> bool:
    return any(line.body[field] for field in EMPTY)


def _bodies(header: Mapping[str, Any], cases: Iterable[Chosen]) -> Iterator[Mapping[str, Any]]:
    yield header
    for case in cases:
        record, before = case.seen.record, case.seen.before
        yield {
            "id": record.id,
            "dataset": record.dataset,
            "priority": case.priority,
            "reasons": list(case.reasons),
            "input": record.input,
            "tags": list(record.tags),
            "tenant": record.tenant,
            "expected": record.expected,
            "answer": record.text,
            "before": before.text if before else None,
            "scores": dict(record.scores),
            **EMPTY,
        }
