"""What a schema asks under a condition: `not`, `if`, dependent members, and embedded content."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_kinds import text
from goldenpath_gates.contracts.differ.schema_pair import Comparison, Found, Pair, Run
from goldenpath_gates.contracts.document import Node

CONTENT = (
    ("contentMediaType", "content-media-type-changed"),
    ("contentEncoding", "content-encoding-changed"),
)


def refusals(pair: Pair, run: Run) -> Comparison:
    base, revision = [*pair.base.each("not")], [*pair.revision.each("not")]
    for before, after in _matched(base, revision):
        if before is None and after is not None:
            yield Found("not-added", after, "what fits a schema is refused from now on")
        elif after is None:
            yield Found("not-removed", before, "what fitted a schema is no longer refused")
        elif before is not None and not run.equivalent(pair.inner([before], [after], "(refused)")):
            yield Found("not-changed", after, "other values than before are refused")


def conditions(pair: Pair, run: Run) -> Comparison:
    base, revision = _conditional(pair.base), _conditional(pair.revision)
    for before, after in _matched(base, revision):
        if before is None and after is not None:
            yield Found("condition-added", after.get("if"), "a condition is new")
        elif before is not None and after is None:
            yield Found("condition-removed", before.get("if"), "a condition is gone")
        elif before is not None and after is not None:
            asked = pair.inner(_schemas(before, "if"), _schemas(after, "if"), "(if)")
            if not run.equivalent(asked):
                message = "another condition than before decides"
                yield Found("condition-changed", after.get("if"), message)
                continue
            for branch in ("then", "else"):
                yield pair.inner(_schemas(before, branch), _schemas(after, branch), f"({branch})")


def dependencies(pair: Pair) -> Iterator[Found]:
    if "object" not in pair.common:
        return
    base, revision = _required(pair.base), _required(pair.revision)
    for (name, needed), node in revision.items():
        if (name, needed) not in base:
            message = f"`{name}` asks for `{needed}` from now on"
            yield Found("dependent-required-added", node, message)
    for (name, needed), node in base.items():
        if (name, needed) not in revision:
            message = f"`{name}` no longer asks for `{needed}`"
            yield Found("dependent-required-removed", node, message)


def dependents(pair: Pair) -> Comparison:
    """`dependentSchemas`: what the whole object has to fit where it has a member."""
    before, after = _dependent(pair.base), _dependent(pair.revision)
    for name in {**before, **after}:
        if name not in before:
            message = f"`{name}` asks for another schema from now on"
            yield Found("dependent-schema-added", after[name][0], message)
        elif name not in after:
            message = f"`{name}` no longer asks for another schema"
            yield Found("dependent-schema-removed", before[name][0], message)
        else:
            yield pair.inner(before[name], after[name], f"(with {name})")


def content(pair: Pair) -> Iterator[Found]:
    if "string" not in pair.common:
        return
    for keyword, rule in CONTENT:
        base, revision = [*pair.base.each(keyword)], [*pair.revision.each(keyword)]
        if {text(node.value) for node in base} != {text(node.value) for node in revision}:
            message = f"`{keyword}` is {_value(revision)} instead of {_value(base)}"
            yield Found(rule, next(iter(revision or base)), message)


def embedded(pair: Pair, run: Run) -> Comparison:
    base, revision = (tuple(each.each("contentSchema")) for each in (pair.base, pair.revision))
    if "string" in pair.common and not run.alike(base, revision):
        yield pair.inner(base, revision, "(content)")


def _matched(base: list[Node], revision: list[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """Those that read the same belong together, the rest in their order."""
    known = {text(node.value): node for node in revision}
    paired = {node.pointer: same for node in base if (same := known.pop(text(node.value), None))}
    left = [node for node in base if node.pointer not in paired]
    taken = {node.pointer for node in paired.values()}
    others = [node for node in revision if node.pointer not in taken]
    yield from ((node, paired[node.pointer]) for node in base if node.pointer in paired)
    for index in range(max(len(left), len(others))):
        yield (
            left[index] if index < len(left) else None,
            others[index] if index < len(others) else None,
        )


def _conditional(demand: Demand) -> list[Node]:
    """An `if` without `then` and `else` asks for nothing."""
    return [
        part for part in demand.parts if part.get("if") and (part.get("then") or part.get("else"))
    ]


def _schemas(part: Node, keyword: str) -> list[Node]:
    found = part.get(keyword)
    return [found] if found else []


def _required(demand: Demand) -> dict[tuple[str, str], Node]:
    return {
        (name, str(each.value)): each
        for node in demand.each("dependentRequired")
        for name, names in node.items()
        for _, each in names.items()
    }


def _dependent(demand: Demand) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in demand.each("dependentSchemas"):
        for name, each in node.items():
            found.setdefault(name, []).append(each)
    return found


def _value(nodes: list[Node]) -> str:
    return str(nodes[0].value) if nodes else "absent"
