"""What was judged, by which versions, as rows for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.evals.result import Result

MOST_LABELS = 25


@dataclass(frozen=True, slots=True)
class Dataset:
    path: str
    cases: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """Each row is an expected label with, for each given one, the number of cases."""

    given: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    left_out: int


def facts(result: Result) -> list[tuple[str, list[tuple[str, str]]]]:
    """Titled groups of name and value; what is not known is left out."""
    known = result.facts
    run = [
        ("Commit", known.get("commit") or "none"),
        ("Model", known.get("source")),
        ("Played from", known.get("files")),
        ("Answered by", known.get("models")),
        ("Prompts", known.get("prompts")),
        ("Started", known.get("started")),
        ("Took", _seconds(known.get("duration_s"))),
        ("Library", known.get("library")),
        ("Seed", known.get("seed")),
        ("Repeats", known.get("repeats")),
        ("Asked again", _yes(known.get("confirmed"))),
    ]
    groups = [("This run", _rows(run))]
    header = known.get("baseline") or {}
    # Two versions of a recording have no header to show, and yet something to compare with.
    if header or result.baseline is None:
        title = "Baseline that this change replaces" if known.get("replaced") else "Baseline"
        groups.append((title, _rows(_baseline(header))))
    return groups


def _baseline(header: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        ("Owner", header.get("owner")),
        ("Reason", header.get("reason")),
        ("Commit", header.get("commit")),
        ("Answered by", header.get("models")),
        ("Prompts", header.get("prompts")),
        ("Written", header.get("created")),
        ("Library", header.get("library")),
    ]


def _rows(values: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(name, _text(value)) for name, value in values if value not in (None, "", [], {}, ())]


def is_stub(result: Result) -> bool:
    return bool(result.facts.get("source") == "stub")


def datasets(result: Result) -> list[Dataset]:
    found = result.facts.get("datasets", {})
    return [Dataset(path, one.get("cases"), one.get("hash", "")) for path, one in found.items()]


def confusion(result: Result) -> Confusion | None:
    """None where no case has a label."""
    counts: Mapping[str, Mapping[str, int]] = result.facts.get("confusion") or {}
    if not counts:
        return None
    labels = sorted({*counts, *(label for row in counts.values() for label in row)})
    shown = labels[:MOST_LABELS]
    rows = [
        (label, [(given, counts.get(label, {}).get(given, 0)) for given in shown])
        for label in shown
    ]
    return Confusion(shown, rows, len(labels) - len(shown))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _seconds(value: Any) -> str | None:
    return None if value is None else f"{value:.1f} s"


def _yes(value: Any) -> str | None:
    return None if value is None else "yes" if value else "no"
