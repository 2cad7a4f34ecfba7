"""Which kinds of value and which values are let through: `type`, nullable, `enum`, `const`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from goldenpath_gates.contracts.differ import schema_kinds as kinds
from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_pair import Found, Pair
from goldenpath_gates.contracts.document import Node

SHOWN = 5
"""Values that a message names."""
LONGEST = 60


def types(pair: Pair) -> Iterator[Found]:
    base, revision = _compared(pair)
    if pair.text:
        base, revision = (
            each | kinds.TEXTUAL if "string" in each else each for each in (base, revision)
        )
    if pair.base.values is not None and pair.revision.values is not None and base & revision:
        base, revision = (each & {"null"} | (base & revision) for each in (base, revision))
    if kinds.ALL not in (base, revision) and base - {"null"} and revision - {"null"}:
        yield from _nullable(pair, base, revision)
        base, revision = base - {"null"}, revision - {"null"}
    if base == revision:
        return
    message = f"{kinds.names_of(revision)} instead of {kinds.names_of(base)}"
    node = _node(pair, "type")
    if base > revision:
        yield Found("type-narrowed", node, message)
    elif base < revision:
        yield Found("type-widened", node, message)
    else:
        yield Found("type-changed", node, message)


def values(pair: Pair) -> Iterator[Found]:
    base, revision = _values(pair.base), _values(pair.revision)
    node = _node(pair, "enum") if _has(pair.revision, "enum") else _node(pair, "const")
    if base is None and revision is not None:
        yield Found("became-enum", node, f"only {_named(revision.values())} from now on")
    elif base is not None and revision is None:
        yield Found("enum-removed", node, f"more than {_named(base.values())} from now on")
    elif base is not None and revision is not None:
        lost = [value for text, value in base.items() if text not in revision]
        new = [value for text, value in revision.items() if text not in base]
        if lost and new and len(base) == len(revision) == 1:
            yield Found("const-changed", node, f"{_named(new)} instead of {_named(lost)}")
            return
        if lost:
            yield Found("enum-value-removed", node, f"no longer {_named(lost)}")
        if new:
            open_ended = pair.revision.says("x-extensible-enum")
            rule = "extensible-enum-value-added" if open_ended else "enum-value-added"
            yield Found(rule, node, f"also {_named(new)}")


def extensible_values(pair: Pair) -> Iterator[Found]:
    """`x-extensible-enum`: a list that clients were told will grow."""
    base, revision = _extensible(pair.base), _extensible(pair.revision)
    node = _node(pair, "x-extensible-enum")
    if lost := [value for text, value in base.items() if revision and text not in revision]:
        yield Found("extensible-enum-value-removed", node, f"no longer {_named(lost)}")
    if new := [value for text, value in revision.items() if base and text not in base]:
        yield Found("extensible-enum-value-added", node, f"also {_named(new)}")


def _compared(pair: Pair) -> tuple[frozenset[str], frozenset[str]]:
    """Branches of choices speak for themselves, unless one side names its types beside them."""
    own = pair.base.own_kinds, pair.revision.own_kinds
    alike = own[0] == own[1] and pair.base.null == pair.revision.null
    if pair.base.choices and pair.common and alike:
        return own
    return pair.base.kinds, pair.revision.kinds


def _nullable(pair: Pair, base: frozenset[str], revision: frozenset[str]) -> Iterator[Found]:
    if "null" in revision - base:
        yield Found("became-nullable", _node(pair, "nullable", "type"), "null is possible now")
    elif "null" in base - revision:
        node = _node(pair, "nullable", "type")
        yield Found("became-not-nullable", node, "null is no longer possible")


def _values(demand: Demand) -> dict[str, Any] | None:
    """Without null, which is not a value among others."""
    if demand.values is None:
        return None
    return {text: value for text, value in demand.values.items() if value is not None}


def _extensible(demand: Demand) -> dict[str, Any]:
    lists = [node.value for node in demand.each("x-extensible-enum")]
    return {kinds.text(value): value for each in lists if isinstance(each, list) for value in each}


def _has(demand: Demand, keyword: str) -> bool:
    return any(demand.each(keyword))


def _node(pair: Pair, *keywords: str) -> Node | None:
    found = (node for keyword in keywords for node in pair.revision.each(keyword))
    return next(found, pair.revision.node or pair.base.node)


def _named(values: Collection[Any]) -> str:
    shown = [json.dumps(value, default=str) for value, _ in zip(values, range(SHOWN), strict=False)]
    named = ", ".join(each if len(each) <= LONGEST else f"{each[:LONGEST]}..." for each in shown)
    more = len(values) - len(shown)
    return f"{named} and {more} more" if more else named or "no value"
