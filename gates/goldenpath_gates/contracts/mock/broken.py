"""Values that each break one demand of a schema: what a receiver has to refuse."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from goldenpath_gates.contracts.change import Direction
from goldenpath_gates.contracts.document import Node
from goldenpath_gates.contracts.mock.arrays import items_of
from goldenpath_gates.contracts.mock.flatten import Flattener
from goldenpath_gates.contracts.mock.merge import ContradictionError
from goldenpath_gates.contracts.mock.objects import schema_of
from goldenpath_gates.contracts.mock.samples import sample, schemas
from goldenpath_gates.contracts.mock.schemas import Schemas, reference
from goldenpath_gates.contracts.mock.spoilers import Spoiled, spoilers

MOST = 500
"""Variations of one value."""
Path = tuple[str | int, ...]


def broken(node: Node, seed: int, direction: Direction = "response") -> Iterator[tuple[str, Any]]:
    """The name of what is broken, such as "missing /customer/id", and the value.

    Raises DocumentError as `sample` does.
    """
    known = schemas(node.document, direction)
    value = sample(node, seed, direction, full=True)
    validator = known.at(node.pointer)
    seen: set[str] = set()
    for path, schema in _places(known, value, node.pointer):
        for what, wrong in spoilers(_at(value, path), schema, Random(seed)):  # noqa: S311
            name = _named(what, path)
            variation = _replaced(value, path, wrong)
            if name not in seen and not validator.is_valid(variation):
                seen.add(name)
                yield name, variation
        if len(seen) >= MOST:
            return


def _places(known: Schemas, value: Any, pointer: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every part of a value with what is demanded of it."""
    flattener = Flattener(known)
    waiting: list[tuple[Path, Any, Any, str]] = [((), value, reference(pointer), pointer)]
    while waiting:
        path, part, schema, where = waiting.pop(0)

        def fitting(branches: list[Any], part: Any = part, where: str = where) -> Iterable[Any]:
            return [each for each in branches if known.fits(part, each, where)]

        try:
            flat = flattener.flat(schema, where, fitting)
        except ContradictionError:
            continue
        yield path, flat.schema
        children: Iterable[tuple[Any, Any]] = ()
        if isinstance(part, dict):
            children = ((name, schema_of(flat.schema, name)) for name in part)
        elif isinstance(part, list):
            children = ((index, items_of(flat.schema, index)) for index in range(len(part)))
        for key, demands in children:
            if isinstance(demands, dict):
                waiting.append(((*path, key), part[key], demands, flat.where))


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _replaced(value: Any, path: Path, wrong: Any) -> Any:
    """A copy as far as it differs."""
    if not path:
        return wrong
    changed = copy.copy(value)
    changed[path[0]] = _replaced(value[path[0]], path[1:], wrong)
    return changed


def _named(spoiled: Spoiled, path: Path) -> str:
    steps = (*path, spoiled.name) if spoiled.name is not None else path
    place = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
    return f"{spoiled.what} {place or '/'}"
