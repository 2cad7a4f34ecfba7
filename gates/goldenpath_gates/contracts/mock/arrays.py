"""Arrays: a few items, as many as they must be, each of its own where that is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goldenpath_gates.contracts.mock.merge import ContradictionError, both
from goldenpath_gates.contracts.mock.shortest import MOST

if TYPE_CHECKING:
    from goldenpath_gates.contracts.mock.builder import Builder
    from goldenpath_gates.contracts.mock.flatten import Flat

MAX_ITEMS = 1000
USUAL = 2
TRIES = 30


def build(builder: Builder, flat: Flat, name: str, depth: int) -> list[Any]:
    """Raises UnmetError, ContradictionError."""
    made: list[Any] = []
    singular = name[:-1] if name.endswith("s") else name
    for schema in _plan(builder, flat, depth):
        item = _item(builder, flat, schema, singular, depth, made)
        if item is not made:
            made.append(item)
    if len(made) < flat.schema.get("minItems", 0):
        raise builder.unmet(flat.where, "not enough different items were found, give an example")
    return made


def items_of(schema: dict[str, Any], index: int) -> Any:
    """What an array demands of the item at an index."""
    prefix = schema.get("prefixItems", [])
    if index < len(prefix):
        return prefix[index]
    rest = schema.get("unevaluatedItems", True) if "items" not in schema else schema["items"]
    return rest


def _plan(builder: Builder, flat: Flat, depth: int) -> list[Any]:
    """The schema of each item that is to be made."""
    schema = flat.schema
    contained = schema.get("minContains", 1) if "contains" in schema else 0
    least = max(schema.get("minItems", 0), contained)
    most = schema.get("maxItems", MAX_ITEMS)
    if least > MAX_ITEMS:
        message = f"minItems {least} is more than a sample has ({MAX_ITEMS})"
        raise builder.unmet(flat.where, message)
    if least > most:
        raise ContradictionError("maxItems")
    wanted = max(least, len(schema.get("prefixItems", [])))
    if not builder.deep(depth):
        wanted = max(wanted, builder.rng.randint(1, USUAL))
    plan = [items_of(schema, index) for index in range(min(wanted, most))]
    while len(plan) > least and not builder.shortest.ends(plan[-1], flat.where, MOST):
        plan.pop()
    if builder.deep(depth):
        del plan[least:]
    for index in range(contained):
        plan[-1 - index] = both(plan[-1 - index], schema["contains"])
    return plan


def _item(builder: Builder, flat: Flat, schema: Any, name: str, depth: int, made: list[Any]) -> Any:
    """`made` itself where no further item was found that differs from those."""
    if not flat.schema.get("uniqueItems"):
        return builder.build(schema, flat.where, name, depth + 1)
    taken = {_told(each) for each in made}
    examples = builder.examples
    try:
        for attempt in range(TRIES):
            builder.examples = examples and attempt < TRIES // 2
            item = builder.build(schema, flat.where, name, depth + 1)
            if _told(item) not in taken:
                return item
    finally:
        builder.examples = examples
    return made


def _told(value: Any) -> str:
    """JSON tells true from 1, and 1 not from 1.0."""
    whole = isinstance(value, float) and value.is_integer()
    return json.dumps(int(value) if whole else value, sort_keys=True)
