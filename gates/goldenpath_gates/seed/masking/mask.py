"""Masks the tables of an extract, a batch at a time: memory does not grow with them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import FailedError, UsageError
from goldenpath_gates.seed.masking import masks, tables
from goldenpath_gates.seed.masking.key import Key
from goldenpath_gates.seed.masking.masks import OTHER, Mask, Unmaskable
from goldenpath_gates.seed.masking.rules import Rule, Rules
from goldenpath_gates.seed.masking.tables import ABSENT, Batch, Reader

REMEMBERED = 1 << 16
"""Masks that a column remembers: those of values that come again are not computed again."""

Columns = Mapping[str, Sequence[Any]]
Masked = Callable[[Columns], Sequence[Any]]
"""A column of a batch, from all of them."""


def mask(source: Path, target: Path, rules: Rules, key: Key) -> dict[str, int]:
    """Rows by table. Raises FailedError where something would pass unmasked; then the target
    holds what was masked before, and nothing of the table that stopped it."""
    found = tables.found(source)
    if target.exists() and any(target.iterdir()):
        raise UsageError(f"{target} is not empty: name a folder that is, or a new one")
    readers = {table: tables.reader(path) for table, path in found.items()}
    for table, reader in readers.items():
        rules.require(table, reader.names, str(found[table]))
    target.mkdir(parents=True, exist_ok=True)
    return {
        table: _masked(path, target / path.name, readers[table], rules.of(table), key)
        for table, path in found.items()
    }


def _masked(source: Path, target: Path, reader: Reader, rules: Mapping[str, Rule], key: Key) -> int:
    names = [name for name in reader.names if rules[name].mask != "drop"]
    if not names:
        raise FailedError(f"{source}: masking-table every column is dropped: take the table out")
    columns = {name: _column(name, rules[name], reader, key) for name in names}
    rows = 0
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = tables.writer(target, file, names)
            for batch in reader.batches():
                given = dict(zip(reader.names, batch.columns, strict=True))
                writer.write([_asked(columns[name], name, given, batch, source) for name in names])
                rows += len(batch.lines)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return rows


def _asked(column: Masked, name: str, given: Columns, batch: Batch, source: Path) -> Sequence[Any]:
    try:
        return column(given)
    except Unmaskable as error:
        where = f"{source}:{batch.lines[0]}"
        message = f"at or below this line, column {name!r} holds what is {error}"
        raise FailedError(f"{where}: masking-value {message}: use `text`, or mend it") from None


def _column(name: str, rule: Rule, reader: Reader, key: Key) -> Masked:
    match rule.mask:
        case "keep":
            return lambda given: given[name]
        case "date":
            return _dates(name, rule, key)
        case "number":
            return lambda given: [_rounded(value, rule) for value in given[name]]
        case "rare":
            common = _common(name, rule.least, reader)
            return lambda given: [
                value if not masks.plain(value) or masks.plain(value) in common else OTHER
                for value in given[name]
            ]
        case kind:
            masked = _Remembered(masks.replacing(kind, key)).column
            if reader.textual:
                return lambda given: masked(given[name])
            return lambda given: masked(map(_hashable, given[name]))


def _hashable(value: Any) -> Any:
    """As text, as CSV would have it; null and what is absent stay what they are."""
    return value if value is None or value is ABSENT else masks.plain(value)


class _Remembered(dict[Any, Any]):
    """Value to mask; null and empty stay what they are."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask
        self._asked, self._rarely_twice = 0, False

    def __missing__(self, value: Any) -> Any:
        if len(self) >= REMEMBERED:
            self._rarely_twice = self._asked < 2 * REMEMBERED
            self.clear()
        masked = self[value] = self._fresh(value)
        return masked

    def column(self, values: Iterable[Any]) -> Sequence[Any]:
        """What hardly ever comes twice, such as keys, is not worth remembering."""
        if self._rarely_twice:
            return list(map(self._fresh, values))
        masked = list(map(self.__getitem__, values))
        self._asked += len(masked)
        return masked

    def _fresh(self, value: Any) -> Any:
        return self._mask(value) if value and value is not ABSENT else value


def _rounded(value: Any, rule: Rule) -> Any:
    """In JSON a number stays one."""
    text = masks.plain(value)
    if not text:
        return value
    rounded = masks.rounded(text, rule.step, rule.most)
    return rounded if isinstance(value, str) else json.loads(rounded)


def _dates(name: str, rule: Rule, key: Key) -> Masked:
    seconds = masks.shifting(key, rule.days)

    def dates(given: Columns) -> Sequence[Any]:
        return [
            masks.shifted(masks.plain(value), seconds(masks.plain(entity)))
            if masks.plain(value)
            else value
            for value, entity in zip(given[name], given[rule.by], strict=True)
        ]

    return dates


def _common(name: str, least: int, reader: Reader) -> frozenset[str]:
    """Values of enough rows; this reads the table once more."""
    at, counts = reader.names.index(name), Counter[str]()
    for batch in reader.batches():
        counts.update(map(masks.plain, batch.columns[at]))
    return frozenset(value for value, count in counts.items() if count >= least)
