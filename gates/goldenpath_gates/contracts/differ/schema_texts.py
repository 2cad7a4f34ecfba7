"""What a text looks like: `format` and `pattern`."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_pair import Found, Pair
from goldenpath_gates.contracts.document import Node

WIDER_FORMATS = {"int32": "int64", "float": "double"}
EVERYTHING = frozenset({"", ".*", "^.*$", "^.*", ".*$"})


def formats(pair: Pair) -> Iterator[Found]:
    base, revision = _texts(pair.base, "format"), _texts(pair.revision, "format")
    if not pair.common - {"null"}:
        return
    if len(base) == len(revision) == 1 and base.keys() != revision.keys():
        (before, after), node = (*base, *revision), next(iter(revision.values()))
        message = f"`format` is {after} instead of {before}"
        if WIDER_FORMATS.get(before) == after:
            yield Found("format-widened", node, message)
        elif WIDER_FORMATS.get(after) == before:
            yield Found("format-narrowed", node, message)
        else:
            yield Found("format-changed", node, message)
    else:
        yield from _added_and_removed("format", base, revision)


def patterns(pair: Pair) -> Iterator[Found]:
    if "string" not in pair.common:
        return
    base, revision = _texts(pair.base, "pattern"), _texts(pair.revision, "pattern")
    before, after = base.keys() - EVERYTHING, revision.keys() - EVERYTHING
    if len(before) == len(after) == 1 and before != after:
        (old,), (new,) = before, after
        message = f"`pattern` is {new} instead of {old}"
        yield Found("pattern-changed", revision[new], message)
    else:
        yield from _added_and_removed(
            "pattern",
            {each: base[each] for each in base if each in before},
            {each: revision[each] for each in revision if each in after},
        )


def _added_and_removed(
    keyword: str, base: dict[str, Node], revision: dict[str, Node]
) -> Iterator[Found]:
    for text, node in revision.items():
        if text not in base:
            yield Found(f"{keyword}-added", node, f"`{keyword}` is {text} from now on")
    for text, node in base.items():
        if text not in revision:
            yield Found(f"{keyword}-removed", node, f"`{keyword}` was {text} and is gone")


def _texts(demand: Demand, keyword: str) -> dict[str, Node]:
    return {node.value: node for node in demand.each(keyword) if isinstance(node.value, str)}
