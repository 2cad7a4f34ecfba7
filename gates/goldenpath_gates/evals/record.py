"""One case after it was asked: a line of `records.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said, seen from outside. None: it did not say.

    `latency_ms` runs from the first byte sent to the last one read, on the attempt that was
    answered; `cost_usd` is what the service reports.
    """

    status: int
    text: str | None = None
    body: Any = None
    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    documents: tuple[str, ...] | None = None
    citations: tuple[str, ...] | None = None
    label: str | None = None
    structure: Any = None
    tool_calls: tuple[Mapping[str, Any], ...] | None = None
    latency_ms: float = 0.0
    error: str | None = None
    """Why there is no answer that could be scored; such a case makes the run incomplete."""


@dataclass(frozen=True, slots=True)
class Record:
    """A case, its answers (one per repeat) and its scores (each the mean over the repeats).

    `spread` is the largest minus the smallest score of a metric over the repeats; `flaky` names
    the metrics whose repeats disagreed about passing.
    """

    id: str
    dataset: str
    input: Any
    tags: tuple[str, ...] = ()
    tenant: str | None = None
    weight: float = 1.0
    texts: tuple[str | None, ...] = ()
    """The answer of each repeat."""
    model: str | None = None
    expected: str | None = None
    """What people compare the answer with, in one text."""
    scores: Mapping[str, float] = field(default_factory=dict)
    spread: Mapping[str, float] = field(default_factory=dict)
    flaky: tuple[str, ...] = ()
    labels: tuple[str, str] | None = None
    """Expected and given label, for the confusion table."""
    error: str | None = None

    @property
    def text(self) -> str | None:
        return self.texts[0] if self.texts else None

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def write(path: Path, records: Iterable[Record]) -> None:
    """One line per record, as they come: nothing is held back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Half of a surrogate pair, which an answer may hold, stays what it was in JSON: an escape.
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        for record in records:
            file.write(record.line() + "\n")


def read(path: Path) -> Iterator[Record]:
    """Raises IncompleteError for a line that is no record."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield parse(line, f"{path}:{number}")


def parse(line: str | bytes, where: str) -> Record:
    try:
        body = json.loads(line)
        lists = {name: tuple(body[name]) for name in ("tags", "texts", "flaky")}
        labels = tuple(body["labels"]) if body["labels"] else None
        return Record(**{**body, **lists, "labels": labels})
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise IncompleteError(f"{where}: not a record of an evaluation: {error!r}") from None
