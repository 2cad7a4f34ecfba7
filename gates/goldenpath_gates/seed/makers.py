"""How a column is made: one function for each word that may stand behind `make`.

A value depends on its row alone, never on the values before it. So a column can look at the row
that it refers to without anything being kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from goldenpath_gates.errors import UsageError
from goldenpath_gates.seed import files
from goldenpath_gates.seed.chance import Draw, Weighted, draws, even, heavy, zipf
from goldenpath_gates.seed.dataset import Type, Value
from goldenpath_gates.seed.defaults import SIZES
from goldenpath_gates.seed.recipe import Recipe
from goldenpath_gates.seed.words import CREATURES, FILLERS, QUALITIES

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
MICRO = Decimal("0.000001")


@dataclass(frozen=True)
class Made:
    """A column as a function of the row; `target` and `at` say to which row one of a reference
    leads."""

    type: Type
    value: Callable[[int], Value]
    target: Built | None = None
    at: Callable[[int], int | None] = lambda row: row


@dataclass(frozen=True)
class Built:
    """A table of so many rows; while it is being made, with the columns so far."""

    name: str
    count: int
    columns: dict[str, Made]


@dataclass(frozen=True)
class Making:
    """One column: what is asked for, and what is there to make it from."""

    recipe: Recipe
    earlier: dict[str, Built]
    table: Built
    name: str
    spec: dict[str, Any]

    def draws(self, purpose: str = "") -> Draw:
        return draws(self.recipe.seed, f"{self.table.name}.{self.name}.{purpose}")

    def wrong(self, rule: str, message: str, *keys: str) -> UsageError:
        at = ("tables", self.table.name, "columns", self.name, *keys)
        return self.recipe.document.wrong(rule, message, *at)

    def along(self, key: str) -> Made:
        """What `started_at`, or `user_id.tenant_id`, leads to; the column stands further up."""
        path: str = self.spec[key]
        first, _, rest = path.partition(".")
        made = self.table.columns.get(first)
        if made is None:
            message = f"{self.table.name} has no column {first} above this one: correct it"
            raise self.wrong("column", message, key)
        return self._onward(made, rest, key) if rest else made

    def _onward(self, made: Made, name: str, key: str) -> Made:
        if made.target is None:
            message = f"{self.spec[key]}: the part before the dot is no reference: correct it"
            raise self.wrong("column", message, key)
        further = made.target.columns.get(name)
        if further is None:
            message = f"{made.target.name} has no column {name}: correct it"
            raise self.wrong("column", message, key)
        at = made.at

        def value(row: int) -> Value:
            found = at(row)
            return None if found is None else further.value(found)

        def onward(row: int) -> int | None:
            found = at(row)
            return None if found is None else further.at(found)

        return replace(further, value=value, at=onward)


def made(making: Making) -> Made:
    column = MAKERS[making.spec["make"]](making)
    share: int | None = making.spec.get("empty")
    if share is None:
        return column
    draw, value, at = making.draws("empty"), column.value, column.at

    def is_empty(row: int) -> bool:
        return even(draw(row), 100) < share

    return replace(
        column,
        value=lambda row: None if is_empty(row) else value(row),
        at=lambda row: None if is_empty(row) else at(row),
    )


def uuid(making: Making) -> Made:
    """Of version 8, which RFC 9562 leaves to whoever makes them."""
    upper, lower = making.draws("upper"), making.draws("lower")

    def value(row: int) -> str:
        digits = f"{upper(row):016x}{lower(row):016x}"
        variant = "89ab"[int(digits[16], 16) & 3]
        return (
            f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
        )

    return Made("uuid", value)


def reference(making: Making) -> Made:
    name: str = making.spec["to"]
    target = making.earlier.get(name)
    if target is None:
        raise making.wrong("reference", f"no table {name} stands above this one: correct it", "to")
    count, draw = target.count, making.draws()
    at: Callable[[int], int | None]
    match making.spec["spread"]:
        case "zipf":
            weighted = zipf(count)

            def at(row: int) -> int | None:
                return weighted.pick(draw(row))
        case "even":

            def at(row: int) -> int | None:
                return even(draw(row), count)
        case _:
            own = making.table.count
            _require_room(making, name)

            def at(row: int) -> int | None:
                return row * count // own

    key = target.columns["id"].value

    def value(row: int) -> Value:
        found = at(row)
        return None if found is None else key(found)

    return Made("uuid", value, target, at)


def _require_room(making: Making, name: str) -> None:
    """With `once`, there are at least as many to refer to."""
    own, target = (making.recipe.tables[table]["rows"] for table in (making.table.name, name))
    for size in SIZES:
        if own[size] > target[size]:
            message = f"{own[size]} rows of size {size} cannot each have one of {target[size]}"
            raise making.wrong("reference", f"{message} of {name}: have fewer", "spread")


def copy(making: Making) -> Made:
    return making.along("of")


def person(making: Making) -> Made:
    name = _two_words(making)
    return Made("text", lambda row: f"Test {name(row)}")


def company(making: Making) -> Made:
    name = _two_words(making)
    return Made("text", lambda row: f"Example {name(row)} Ltd")


def _two_words(making: Making) -> Callable[[int], str]:
    first, second = making.draws("first"), making.draws("second")

    def name(row: int) -> str:
        quality = QUALITIES[even(first(row), len(QUALITIES))]
        return f"{quality} {CREATURES[even(second(row), len(CREATURES))]}"

    return name


def email(making: Making) -> Made:
    """At a domain that RFC 2606 keeps for examples; no two rows have the same."""
    local = making.table.name.removesuffix("s").replace("_", "-")
    return Made("text", lambda row: f"{local}-{row + 1:06}@example.com")


def phone(making: Making) -> Made:
    """Of the range that Ofcom keeps for drama."""
    draw = making.draws()
    return Made("text", lambda row: f"+44 7700 900{even(draw(row), 1000):03}")


def choice(making: Making) -> Made:
    of: dict[str, int] = making.spec["of"]
    values, weighted, draw = tuple(of), Weighted(of.values()), making.draws()
    return Made("text", lambda row: values[weighted.pick(draw(row))])


def integer(making: Making) -> Made:
    low, high = making.spec["from"], making.spec["to"]
    is_heavy = making.spec.get("tail") == "heavy"
    if low > high:
        raise making.wrong("range", f"from {low} is above to {high}: turn them round", "from")
    if is_heavy and low < 1:
        raise making.wrong("range", "a heavy tail begins at 1 or above: raise it", "from")
    draw = making.draws()
    if is_heavy:
        return Made("bigint", lambda row: heavy(draw(row), low, high))
    return Made("bigint", lambda row: low + even(draw(row), high - low + 1))


def time(making: Making) -> Made:
    """Within a while of the epoch, or of another time."""
    within: str = making.spec["within"]
    seconds = int(within[:-1]) * UNITS[within[-1]]
    draw, epoch = making.draws(), making.recipe.epoch
    if "after" not in making.spec:
        return Made("timestamptz", lambda row: epoch + _later(draw(row), seconds))
    after = making.along("after")
    if after.type != "timestamptz":
        raise making.wrong("column", f"{making.spec['after']} is no time: name one", "after")

    def value(row: int) -> Value:
        begin = after.value(row)
        return begin + _later(draw(row), seconds) if isinstance(begin, datetime) else None

    return Made("timestamptz", value)


def _later(drawn: int, seconds: int) -> timedelta:
    return timedelta(seconds=even(drawn, seconds + 1))


def line(making: Making) -> Made:
    """One of the texts of a file of the service; the first ones are asked for most."""
    spec = making.spec
    try:
        texts = files.lines(making.recipe.root, spec["file"], spec["field"])
    except files.UnusableError as error:
        raise making.wrong("file", str(error), "file") from None
    weighted, draw = zipf(len(texts)), making.draws()
    return Made("text", lambda row: texts[weighted.pick(draw(row))])


def text(making: Making) -> Made:
    """A sentence that says nothing."""
    low, high = making.spec["words"]
    if low > high:
        raise making.wrong("range", f"words {low} is above {high}: turn them round", "words")
    length, draw = making.draws("length"), making.draws()

    def value(row: int) -> str:
        words = low + even(length(row), high - low + 1)
        first = row * high
        said = (FILLERS[even(draw(first + word), len(FILLERS))] for word in range(words))
        return f"Synthetic {' '.join(said)}."

    return Made("text", value)


def cost(making: Making) -> Made:
    """US dollars for columns of tokens, by prices for a million."""
    prices = {name: Decimal(str(price)) for name, price in making.spec["of"].items()}
    for name in prices:
        if name not in making.table.columns or making.table.columns[name].type != "bigint":
            message = f"{making.table.name} has no integer column {name} above this one: correct it"
            raise making.wrong("column", message, "of", name)
    counts = {name: making.table.columns[name].value for name in prices}

    def value(row: int) -> Decimal | None:
        total = Decimal(0)
        for name, price in prices.items():
            tokens = counts[name](row)
            if not isinstance(tokens, int):
                return None
            total += tokens * price
        return (total * MICRO).quantize(MICRO, ROUND_HALF_EVEN)

    return Made("numeric", value)


MAKERS: dict[str, Callable[[Making], Made]] = {
    maker.__name__: maker
    for maker in (
        *(uuid, reference, copy, person, company, email, phone),
        *(choice, integer, time, line, text, cost),
    )
}
