"""Items of arrays: one by one, all others, and those that an array has to contain."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_kinds import TEXTUAL
from goldenpath_gates.contracts.differ.schema_pair import Comparison, Found, Pair, Run
from goldenpath_gates.contracts.document import Node


def arrays(pair: Pair, run: Run) -> Comparison:
    if "array" not in pair.common:
        return
    listed = max(_listed(pair.base), _listed(pair.revision))
    for index in range(listed):
        base, revision = _items(pair.base, index), _items(pair.revision, index)
        yield pair.inner(base, revision, str(index))
    yield pair.inner(_items(pair.base, listed), _items(pair.revision, listed), "items")
    yield from _unevaluated(pair)
    yield from _contains(pair, run)


def one_is_several(pair: Pair) -> bool:
    """Where values travel as text: `?id=1` is one value and an array of one."""
    several = [each.kinds - {"null"} == {"array"} for each in (pair.base, pair.revision)]
    alone = [bool(each.kinds & TEXTUAL) for each in (pair.base, pair.revision)]
    return (several[0] and alone[1]) or (alone[0] and several[1])


def unpacked(pair: Pair) -> Comparison:
    node = next(pair.revision.each("type"), pair.revision.node)
    if "array" in pair.revision.kinds:
        yield Found("type-widened", node, "several values are possible now")
        yield pair.between(pair.base, Demand.of(_items(pair.revision, 0)))
    else:
        yield Found("type-narrowed", node, "several values are no longer possible")
        yield pair.between(Demand.of(_items(pair.base, 0)), pair.revision)


def _listed(demand: Demand) -> int:
    lists = (node.value for node in demand.each("prefixItems"))
    return max((len(each) for each in lists if isinstance(each, list)), default=0)


def _items(demand: Demand, index: int) -> list[Node]:
    found = []
    for part in demand.parts:
        prefix = part.get("prefixItems")
        if node := (prefix.get(index) if prefix else None) or part.get("items"):
            found.append(node)
    return found


def _unevaluated(pair: Pair) -> Comparison:
    base = [*pair.base.each("unevaluatedItems")]
    revision = [*pair.revision.each("unevaluatedItems")]
    if base and revision:
        yield pair.inner(base, revision, "(further items)")
    elif any(Demand.of([each]).parts for each in revision):
        message = "items that are not listed have to fit a schema from now on"
        yield Found("unevaluated-items-added", revision[0], message)
    elif any(Demand.of([each]).parts for each in base):
        message = "items that are not listed may be anything from now on"
        yield Found("unevaluated-items-removed", base[0], message)


def _contains(pair: Pair, run: Run) -> Comparison:
    base, revision = _asked(pair.base), _asked(pair.revision)
    for before, after in zip(base, revision, strict=False):
        contained = pair.inner([_schema(before)], [_schema(after)], "(contained)")
        if not run.equivalent(contained):
            message = "other items than before have to be contained"
            yield Found("contains-changed", _schema(after), message)
        yield from _counts(before, after)
    for part in revision[len(base) :]:
        message = "an item that fits a schema has to be contained from now on"
        yield Found("contains-added", _schema(part), message)
    for part in base[len(revision) :]:
        yield Found("contains-removed", _schema(part), "no item has to be contained any longer")


def _asked(demand: Demand) -> list[Node]:
    """Without a count, one item at least has to be contained."""
    return [
        part
        for part in demand.parts
        if part.get("contains") and (_count(part, "minContains", 1) or part.get("maxContains"))
    ]


def _schema(part: Node) -> Node:
    return part.get("contains") or part


def _counts(base: Node, revision: Node) -> Iterator[Found]:
    for keyword, rule, absent in (
        ("minContains", "min-contains", 1.0),
        ("maxContains", "max-contains", float("inf")),
    ):
        before, after = _count(base, keyword, absent), _count(revision, keyword, absent)
        node = revision.get(keyword) or base.get(keyword)
        message = f"`{keyword}` is {after:g} instead of {before:g}"
        if after > before:
            yield Found(f"{rule}-increased", node, message)
        elif after < before:
            yield Found(f"{rule}-decreased", node, message)


def _count(part: Node, keyword: str, absent: float) -> float:
    found = part.get(keyword)
    return found.value if found and isinstance(found.value, int | float) else absent
