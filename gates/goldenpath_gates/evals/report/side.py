"""One side of a comparison: the folder of a run, or a baseline file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import baseline, record
from goldenpath_gates.evals.record import Record
from goldenpath_gates.schema import first_violation, packaged

LARGEST = 50_000_000
"""Bytes of a `result.json` that is read."""
FACTS = ("source", "commit", "library", "models", "prompts", "repeats")
"""What the header of a baseline has in common with the facts of a result."""


@dataclass(frozen=True)
class Side:
    """`facts` are those of a result; `header` the same as a baseline's header has them."""

    records: Callable[[], Iterator[Record]]
    facts: Mapping[str, Any]
    header: Mapping[str, Any]

    @property
    def hashes(self) -> Mapping[str, str]:
        """Dataset to the hash of its content."""
        return {path: one["hash"] for path, one in self.facts.get("datasets", {}).items()}


def load(path: Path) -> Side:
    """Raises IncompleteError for what is neither."""
    return _run(path) if path.is_dir() else _baseline(path)


def _run(folder: Path) -> Side:
    lines = folder / "records.jsonl"
    if not lines.is_file():
        raise IncompleteError(f"{lines}: is missing: name the reports/eval of a run, or a baseline")
    facts = _result(folder / "result.json")["facts"]
    return Side(lambda: record.read(lines), facts, {**facts, "created": facts.get("started")})


def _result(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise IncompleteError(f"{path}: is larger than any result of an evaluation")
        body = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IncompleteError(f"{path}: cannot be read: {error}; run again") from None
    if violation := first_violation(body, packaged("eval-result")):
        raise IncompleteError(f"{path}: not the result of an evaluation: {violation}; run again")
    found: dict[str, Any] = body
    return found


def _baseline(path: Path) -> Side:
    loaded = baseline.load(path.parent, path.name)
    header = loaded.header
    datasets = {name: {"hash": hash_} for name, hash_ in header["datasets"].items()}
    facts = {key: header[key] for key in FACTS}
    return Side(
        loaded.records, {**facts, "started": header["created"], "datasets": datasets}, header
    )
