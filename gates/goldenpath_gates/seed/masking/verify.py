"""Compares masked tables with what they were: nobody is left in them, and the rest is as it was.

It knows the rules, not the key, and looks at the files alone: it would also judge what another tool
had masked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from goldenpath_gates.report import Finding
from goldenpath_gates.seed.masking import manifest, masks, tables
from goldenpath_gates.seed.masking.held import Held
from goldenpath_gates.seed.masking.masks import FORMS, JOINS, OTHER, Unmaskable, plain
from goldenpath_gates.seed.masking.originals import HEAD, Originals, texts_in
from goldenpath_gates.seed.masking.rules import Rule, Rules
from goldenpath_gates.seed.masking.tables import Batch, Reader

SURVIVOR, FORM, KEPT = "verify-survivor", "verify-form", "verify-kept"
JOIN, DATE, NUMBER, RARE = "verify-join", "verify-date", "verify-number", "verify-rare"
SHAPE = "verify-shape"
Wrong = tuple[str, str]
"""Which rule, and what is wrong and how to mend it; never the value."""
Compare = Callable[[str, str, str], Iterator[Wrong]]
"""Of a cell as it was, as it is, and of the one by which it is shifted."""


@dataclass
class Verified:
    """`originals` is how many different values were looked for."""

    rows: int = 0
    originals: int = 0
    _first: dict[tuple[Path, str, str], int] = field(default_factory=dict)
    _times: Counter[tuple[Path, str, str]] = field(default_factory=Counter)

    def add(self, path: Path, line: int, rule: str, message: str) -> None:
        self._first.setdefault((path, rule, message), line)
        self._times[path, rule, message] += 1

    @property
    def findings(self) -> list[Finding]:
        """Where each is for the first time: a mask that fails does so in row after row."""
        return [
            Finding(rule, f"{message} ({self._times[path, rule, message]} times)", str(path), line)
            for (path, rule, message), line in self._first.items()
        ]


def verify(source: Path, target: Path, rules: Rules) -> Verified:
    """Writes the manifest where nothing is wrong, and removes an older one where something is."""
    (target / manifest.NAME).unlink(missing_ok=True)
    before, after = tables.found(source), tables.found(target)
    verified = Verified()
    if set(before) != set(after):
        differing = ", ".join(sorted(set(before) ^ set(after)))
        message = f"{differing}: in one of the two folders only, mask all of them anew"
        verified.add(target, 1, SHAPE, message)
        return verified
    readers = {table: tables.reader(path) for table, path in before.items()}
    for table, reader in readers.items():
        rules.require(table, reader.names, str(before[table]))
    gone, rare = _originals(readers, rules), _suppressed(readers, rules)
    comparison = _Comparison(gone, rare, _Joins(), verified)
    for table, path in after.items():
        comparison.of(readers[table], tables.reader(path), rules.of(table), path)
    verified.originals = len(comparison.originals)
    if not verified.findings:
        manifest.write(target, rules, after)
    return verified


def _originals(readers: Mapping[str, Reader], rules: Rules) -> Originals:
    """Of what is replaced or dropped. A date, a number and a common value stay among their like."""
    found = Originals()
    for table, reader in readers.items():
        gone = [
            at
            for at, name in enumerate(reader.names)
            if rules.of(table)[name].mask in FORMS or rules.of(table)[name].mask == "drop"
        ]
        for batch in reader.batches():
            for at in gone:
                column = batch.columns[at]
                found.add(map(plain, column))
                found.add(text for value in column for text in texts_in(value))
    found.ready()
    return found


def _suppressed(readers: Mapping[str, Reader], rules: Rules) -> Originals:
    """What was too rare to stay. One column may suppress what is common enough in another, so
    nobody looks for it where `rare` is the rule."""
    found = Originals()
    for table, reader in readers.items():
        least = {
            at: rules.of(table)[name].least
            for at, name in enumerate(reader.names)
            if rules.of(table)[name].mask == "rare"
        }
        counts = {at: Counter[str]() for at in least}
        for batch in reader.batches() if least else ():
            for at, counted in counts.items():
                counted.update(map(plain, batch.columns[at]))
        for at, counted in counts.items():
            found.add(value for value, count in counted.items() if count < least[at])
    found.ready()
    return found


class _Joins:
    """One mask for each value, and one value for each mask, over all tables: then each value comes
    as often as before, and what referred to a row refers to it still."""

    def __init__(self) -> None:
        self._masks: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def wrong(self, was: str, is_: str) -> Iterator[Wrong]:
        if self._masks.setdefault(was, is_) != is_:
            yield JOIN, "a value has two masks, so joins broke: one key and one mask for all of it"
        if self._values.setdefault(is_, was) != was:
            yield JOIN, "two values share a mask, so rows became one: mask them by `hash`"


@dataclass
class _Comparison:
    originals: Originals
    suppressed: Originals
    joins: _Joins
    verified: Verified

    def of(self, before: Reader, after: Reader, rules: Mapping[str, Rule], path: Path) -> None:
        names = [name for name in before.names if rules[name].mask != "drop"]
        if after.names != names:
            message = "the columns are not those of the original without the dropped ones"
            self.verified.add(path, 1, SHAPE, f"{message}: mask anew")
            return
        compares = {name: self._compare(rules[name]) for name in names}
        rare = {name: Counter[str]() for name in names if rules[name].mask == "rare"}
        held = {name: Held(rules[name].mask) for name in names if rules[name].mask in FORMS}
        for old, new in _pairs(before.batches(), after.batches()):
            if len(old.lines) != len(new.lines):
                line = new.lines[-1] if new.lines else 1
                self.verified.add(path, line, SHAPE, "there are more or fewer rows: mask anew")
                return
            was = dict(zip(before.names, map(_texts, old.columns), strict=True))
            for name, column in zip(names, map(_texts, new.columns), strict=True):
                cells = zip(was[name], column, was[rules[name].by or name], strict=True)
                first = _first(cells, new.lines)
                for cell, line in first.items():
                    for rule, message in compares[name](*cell):
                        self.verified.add(path, line, rule, f"column {name!r}: {message}")
                if name in held:
                    held[name].add(first)
                if name in rare:
                    rare[name].update(column)
            self.verified.rows += len(old.lines)
        for name, counts in rare.items():
            self._rare(path, name, counts, rules[name].least)
        self._held(path, held)

    def _compare(self, rule: Rule) -> Compare:
        match rule.mask:
            case "keep":
                return self._kept
            case "date":
                return _Dates().wrong
            case "number":
                return self._number(rule)
            case "rare":
                return self._common
            case _:
                return self._replaced(rule)

    def _survives(self, is_: str) -> Iterator[Wrong]:
        if is_ and self.originals.stand_in(is_):
            yield SURVIVOR, "a value that was to be masked stands here: mask this column, too"

    def _kept(self, was: str, is_: str, _: str) -> Iterator[Wrong]:
        if was != is_:
            yield KEPT, "this is to be kept, and is another value than before: mask anew"
        yield from self._survives(is_)
        if is_ and self.suppressed.stand_in(is_):
            yield SURVIVOR, "a value that was too rare to stay stands here: mask this column, too"

    def _replaced(self, rule: Rule) -> Compare:
        form, joined = FORMS[rule.mask], rule.mask in JOINS
        folded = rule.mask in ("uuid", "email")

        def wrong(was: str, is_: str, _: str) -> Iterator[Wrong]:
            if not was and not is_:
                return
            if not (was and form.fullmatch(is_)):
                yield FORM, f"this is no mask of the kind `{rule.mask}`: mask anew"
                yield from self._survives(is_)
            elif self.originals.is_one(is_):
                yield SURVIVOR, "the mask is a value that was to be masked: mask anew"
            elif joined:
                value = was.lower() if folded else was
                # What is short means one thing here and another there.
                yield from self.joins.wrong(value if len(was) >= HEAD else rule.mask + value, is_)

        return wrong

    def _number(self, rule: Rule) -> Compare:
        def wrong(was: str, is_: str, _: str) -> Iterator[Wrong]:
            try:
                right = masks.rounded(was, rule.step, rule.most) if was else ""
            except Unmaskable:
                right = None
            if is_ != right:
                yield NUMBER, f"this is not rounded down to a multiple of {rule.step}: mask anew"

        return wrong

    def _common(self, was: str, is_: str, _: str) -> Iterator[Wrong]:
        if is_ not in (was, OTHER):
            yield RARE, f"this is neither the value of before nor `{OTHER}`: mask anew"
        yield from self._survives(is_)

    def _rare(self, path: Path, name: str, counts: Counter[str], least: int) -> None:
        for value, count in counts.items():
            if value not in ("", OTHER) and count < least:
                message = f"column {name!r}: a value of {count} rows is left, {least} are the least"
                self.verified.add(path, 1, RARE, f"{message}: mask anew")

    def _held(self, path: Path, columns: Mapping[str, Held]) -> None:
        for name, held in columns.items():
            if held.too_many:
                message = f"masks of {len(held)} values hold what they replace: mask anew"
                self.verified.add(path, held.line, SURVIVOR, f"column {name!r}: {message}")


class _Dates:
    """All dates of an entity moved by the same time, and none by none."""

    def __init__(self) -> None:
        self._moved: dict[tuple[str, bool], timedelta] = {}

    def wrong(self, was: str, is_: str, entity: str) -> Iterator[Wrong]:
        if not was and not is_:
            return
        try:
            moved = masks.distance(was, is_)
        except (ValueError, TypeError):  # the latter where one of them has no time zone
            yield DATE, "this is no date of the form it had: mask anew"
            return
        if not moved:
            yield DATE, "this is the date of before: mask anew"
        elif self._moved.setdefault((entity, len(was) == masks.DAY), moved) != moved:
            yield DATE, "another date of the same entity moved by another time: mask anew"


def _texts(column: Sequence[Any]) -> list[str]:
    return list(map(plain, column))


def _first(
    cells: Iterable[tuple[str, str, str]], lines: Sequence[int]
) -> dict[tuple[str, str, str], int]:
    """What differs in a batch, and where it is first: most columns repeat themselves."""
    return dict(zip(reversed(list(cells)), reversed(lines), strict=True))


def _pairs(old: Iterator[Batch], new: Iterator[Batch]) -> Iterator[tuple[Batch, Batch]]:
    """Both to the end: a table that ends early has empty batches."""
    empty = Batch((), ())
    while True:
        one, other = next(old, empty), next(new, empty)
        if not one.lines and not other.lines:
            return
        yield one, other
