"""Bounds of numbers, lengths and counts; multiples and repetition."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_kinds import NUMBERS
from goldenpath_gates.contracts.differ.schema_pair import Found, Pair
from goldenpath_gates.contracts.document import Node

# keyword, its exclusive twin, the kinds it speaks of, whether it is a lower bound
BOUNDS = (
    ("minimum", "exclusiveMinimum", NUMBERS, True),
    ("maximum", "exclusiveMaximum", NUMBERS, False),
    ("minLength", None, frozenset({"string"}), True),
    ("maxLength", None, frozenset({"string"}), False),
    ("minItems", None, frozenset({"array"}), True),
    ("maxItems", None, frozenset({"array"}), False),
    ("minProperties", None, frozenset({"object"}), True),
    ("maxProperties", None, frozenset({"object"}), False),
)


@dataclass(frozen=True)
class Limit:
    value: Fraction
    exclusive: bool
    node: Node

    def __str__(self) -> str:
        whole = self.value.denominator == 1
        shown = str(self.value.numerator) if whole else str(float(self.value))
        return f"{shown} (exclusive)" if self.exclusive else shown


def bounds(pair: Pair) -> Iterator[Found]:
    for keyword, exclusive, of, lower in BOUNDS:
        if not of & pair.common:
            continue
        base = _limit(pair.base, keyword, exclusive, lower)
        revision = _limit(pair.revision, keyword, exclusive, lower)
        stem = kebab(keyword)
        if base is None and revision is not None:
            yield Found(f"{stem}-added", revision.node, f"`{keyword}` is {revision} from now on")
        elif base is not None and revision is None:
            yield Found(f"{stem}-removed", base.node, f"`{keyword}` was {base} and is gone")
        elif base is not None and revision is not None:
            before, after = _rank(base, lower), _rank(revision, lower)
            if before != after:
                rule = f"{stem}-increased" if after > before else f"{stem}-decreased"
                yield Found(rule, revision.node, f"`{keyword}` is {revision} instead of {base}")


def multiples(pair: Pair) -> Iterator[Found]:
    if not NUMBERS & pair.common:
        return
    base, revision = _multiple(pair.base, pair.common), _multiple(pair.revision, pair.common)
    if base == revision:
        return
    node = next(pair.revision.each("multipleOf"), next(pair.base.each("multipleOf"), None))
    message = f"`multipleOf` is {_shown(revision)} instead of {_shown(base)}"
    if base is None or (revision is not None and (revision / base).denominator == 1):
        yield Found("multiple-of-narrowed", node, message)
    elif revision is None or (base / revision).denominator == 1:
        yield Found("multiple-of-widened", node, message)
    else:
        yield Found("multiple-of-changed", node, message)


def unique_items(pair: Pair) -> Iterator[Found]:
    if "array" not in pair.common or pair.base.says("uniqueItems") == (
        now := pair.revision.says("uniqueItems")
    ):
        return
    node = next((pair.revision if now else pair.base).each("uniqueItems"))
    if now:
        yield Found("unique-items-added", node, "items must be unique from now on")
    else:
        yield Found("unique-items-removed", node, "items may be repeated from now on")


def kebab(keyword: str) -> str:
    return "".join(f"-{each.lower()}" if each.isupper() else each for each in keyword)


def _number(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(value) if isinstance(value, int) or math.isfinite(value) else None


def _limit(demand: Demand, keyword: str, exclusive: str | None, lower: bool) -> Limit | None:
    """The strictest of all parts."""
    found = []
    for part in demand.parts:
        if (node := part.get(keyword)) and (value := _number(node.value)) is not None:
            flag = part.get(exclusive) if exclusive else None
            found.append(Limit(value, flag is not None and flag.value is True, node))
        node = part.get(exclusive) if exclusive else None
        if node and (value := _number(node.value)) is not None:
            found.append(Limit(value, True, node))
    if demand.kinds & NUMBERS == {"integer"} and exclusive:
        found = [_whole(each, lower) for each in found]
    found.sort(key=lambda each: _rank(each, lower))
    limit = (found[-1] if lower else found[0]) if found else None
    return None if limit and not exclusive and lower and limit.value <= 0 else limit


def _rank(limit: Limit, lower: bool) -> tuple[Fraction, int]:
    return (limit.value, limit.exclusive if lower else -limit.exclusive)


def _whole(limit: Limit, lower: bool) -> Limit:
    """The same limit for integers, inclusive."""
    if lower:
        value = math.floor(limit.value) + 1 if limit.exclusive else math.ceil(limit.value)
    else:
        value = math.ceil(limit.value) - 1 if limit.exclusive else math.floor(limit.value)
    return Limit(Fraction(value), False, limit.node)


def _multiple(demand: Demand, common: frozenset[str]) -> Fraction | None:
    met: Fraction | None = None
    for node in demand.each("multipleOf"):
        value = _decimal(node.value)
        if value:
            met = value if met is None else _common_multiple(met, value)
    return None if met == 1 and common & NUMBERS == {"integer"} else met


def _decimal(value: Any) -> Fraction | None:
    """As it is written: 0.1 is a tenth."""
    return None if _number(value) is None else Fraction(str(value))


def _common_multiple(one: Fraction, other: Fraction) -> Fraction:
    bottom = math.lcm(one.denominator, other.denominator)
    return Fraction(math.lcm(int(one * bottom), int(other * bottom)), bottom)


def _shown(value: Fraction | None) -> str:
    return "absent" if value is None else str(float(value) if value.denominator != 1 else value)
