"""The cases of a run beside those of its baseline, or those of two versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import record
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.review.reasons import Seen
from goldenpath_gates.evals.scorers.registry import Metric


class Earlier:
    """Earlier records by id, read only as far as they are asked for: in the order of the run, as
    both are written, one is held at a time."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._rest = iter(records)
        self._passed: dict[str, Record] = {}

    def pop(self, id_: str) -> Record | None:
        for earlier in self._rest if id_ not in self._passed else ():
            self._passed[earlier.id] = earlier
            if earlier.id == id_:
                break
        return self._passed.pop(id_, None)


def seen(
    records: Iterable[Record], earlier: Iterable[Record], metrics: Mapping[str, Metric]
) -> Iterator[Seen]:
    before = Earlier(earlier)
    return (Seen(record, before.pop(record.id), metrics) for record in records)


def recorded(path: Path) -> Iterator[Record]:
    """Raises IncompleteError where nothing was recorded."""
    if not path.exists():
        raise IncompleteError(f"{path}: there are no records; run the evaluation first")
    return record.read(path)


def commit(records: Path) -> str | None:
    """Of the run: the report beside its records says it."""
    try:
        said = json.loads(records.with_name("result.json").read_text("utf-8"))["facts"]["commit"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return said if isinstance(said, str) else None
