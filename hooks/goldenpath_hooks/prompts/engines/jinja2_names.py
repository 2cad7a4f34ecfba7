"""What a node of a Jinja2 syntax tree says of names: which it sets, reads or asks for."""

from __future__ import annotations

from typing import Any, NamedTuple

from jinja2 import nodes

ABSENCE_TESTS = frozenset({"undefined", "none"})
Names = frozenset[str]
NOTHING: Names = frozenset()


class Asked(NamedTuple):
    """The names that are there for sure where a condition holds, and where it does not."""

    then: Names = NOTHING
    otherwise: Names = NOTHING


def bound_names(target: Any) -> list[str]:
    if isinstance(target, nodes.Name):
        return [target.name]
    if isinstance(target, nodes.Tuple):
        return [name for item in target.items for name in bound_names(item)]
    return []  # an attribute of a namespace


def chain(node: Any) -> tuple[Any, str]:
    """What `a.b["c"][0]` starts from, and its path: `a.b.c.0`."""
    steps: list[str] = []
    while True:
        if isinstance(node, nodes.Getattr):
            steps.append(node.attr)
        elif isinstance(node, nodes.Getitem):
            if isinstance(node.arg, nodes.Const):
                steps.append(str(node.arg.value))
            else:
                steps.clear()
        else:
            break
        node = node.node
    if isinstance(node, nodes.Name):
        steps.append(node.name)
    return node, ".".join(reversed(steps))


def asked_for(node: Any) -> Asked:
    """What follows from a condition for the names in it."""
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        base, _ = chain(node)
        return Asked(frozenset({base.name})) if isinstance(base, nodes.Name) else Asked()
    if isinstance(node, nodes.Not):
        then, otherwise = asked_for(node.node)
        return Asked(otherwise, then)
    if isinstance(node, nodes.And | nodes.Or):
        left, right = asked_for(node.left), asked_for(node.right)
        if isinstance(node, nodes.And):
            return Asked(left.then | right.then, left.otherwise & right.otherwise)
        return Asked(left.then & right.then, left.otherwise | right.otherwise)
    if isinstance(node, nodes.Test):
        then, _ = asked_for(node.node)
        return Asked(NOTHING, then) if node.name in ABSENCE_TESTS else Asked(then)
    if isinstance(node, nodes.Compare):
        return Asked(asked_for(node.expr).then)
    if isinstance(node, nodes.Filter) and node.node is not None:
        return Asked(asked_for(node.node).then)
    return Asked()
