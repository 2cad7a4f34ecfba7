"""Objects: what is required, some of what is optional, and names that nothing declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from goldenpath_gates.contracts.document import DocumentError
from goldenpath_gates.contracts.mock.merge import ContradictionError, both
from goldenpath_gates.contracts.mock.shortest import MOST
from goldenpath_gates.contracts.mock.words import PLAIN

if TYPE_CHECKING:
    from goldenpath_gates.contracts.mock.builder import Builder
    from goldenpath_gates.contracts.mock.flatten import Flat
    from goldenpath_gates.contracts.mock.schemas import Schema

OPTIONAL_SHARE = 0.75
MAX_PROPERTIES = 1000
ROOM = 20
"""Attempts per name to find one that is new."""


def build(builder: Builder, flat: Flat, depth: int, attempt: int) -> dict[str, Any]:
    """Raises UnmetError, ContradictionError. Less is optional with each attempt: all at once may
    be what is forbidden."""
    schema = flat.schema
    least = schema.get("minProperties", 0)
    most = schema.get("maxProperties", MAX_PROPERTIES)
    required = _required(schema)
    if max(least, len(required)) > min(most, MAX_PROPERTIES):
        raise ContradictionError("maxProperties")
    made = {name: _make(builder, flat, name, depth) for name in required}
    optional = [name for name in schema.get("properties", {}) if name not in made]
    for name in optional:
        if len(made) >= most:
            break
        if len(made) < least or (
            _wanted(builder, depth, attempt) and not _drags(schema, name, made)
        ):
            _try(builder, flat, name, depth, made)
    for name in _further(builder, flat, depth, len(made), least):
        if len(made) < most and name not in made:
            _try(builder, flat, name, depth, made)
        if len(made) >= max(least, 2):
            break
    if len(made) < least:
        raise builder.unmet(flat.where, f"{least} properties were not found, give it an example")
    declared = [*schema.get("properties", {}), *made]
    return {name: made[name] for name in dict.fromkeys(declared) if name in made}


def schema_of(schema: Schema, name: str) -> Any:
    """What an object demands of the property of that name."""
    demands = schema.get("properties", {}).get(name, True)
    matching = [part for pattern, part in schema.get("patternProperties", {}).items()
                if _searches(pattern, name)]  # fmt: skip
    for part in matching:
        demands = both(demands, part)
    if not matching and name not in schema.get("properties", {}):
        return schema.get("additionalProperties", True)
    return demands


def closed(schema: Schema) -> bool:
    return (
        schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False
    )


def _required(schema: Schema) -> list[str]:
    """With what they require in turn."""
    names = list(schema.get("required", ()))
    rules = schema.get("dependentRequired", {})
    for name in names:
        names += [each for each in rules.get(name, ()) if each not in names]
    return names


def _wanted(builder: Builder, depth: int, attempt: int) -> bool:
    if builder.deep(depth):
        return False
    if builder.full and attempt == 0:
        return True
    return builder.rng.random() < OPTIONAL_SHARE / (1 + attempt)


def _drags(schema: Schema, name: str, made: Iterable[str]) -> bool:
    """A name that requires others which are not there."""
    return any(other not in made for other in schema.get("dependentRequired", {}).get(name, ()))


def _make(builder: Builder, flat: Flat, name: str, depth: int) -> Any:
    return builder.build(schema_of(flat.schema, name), flat.where, name, depth + 1)


def _try(builder: Builder, flat: Flat, name: str, depth: int, made: dict[str, Any]) -> None:
    """What cannot be made may be left out."""
    schema = schema_of(flat.schema, name)
    if not builder.shortest.ends(schema, flat.where, MOST):
        return
    names = flat.schema.get("propertyNames", True)
    if not builder.schemas.fits(name, names, flat.where):
        return
    try:
        made[name] = builder.build(schema, flat.where, name, depth + 1)
    except (ContradictionError, DocumentError) as error:
        if getattr(error, "rule", "cannot-sample") != "cannot-sample":
            raise


def _further(builder: Builder, flat: Flat, depth: int, count: int, least: int) -> Iterator[str]:
    """Names that nothing declares, where they are needed or are what the object is about."""
    schema = flat.schema
    rest = schema.get("additionalProperties", True)
    patterned = list(schema.get("patternProperties", {}))
    a_map = not schema.get("properties") and (isinstance(rest, dict) or patterned)
    if count >= least and (not a_map or builder.deep(depth) or not count < 2):
        return
    for number in range(ROOM * max(1, least)):
        if patterned and (closed(schema) or number % 2):
            yield _patterned(builder, flat, patterned)
        elif not closed(schema):
            names = schema.get("propertyNames", True)
            plain = (
                PLAIN[number] if number < len(PLAIN) else f"{PLAIN[number % len(PLAIN)]}{number}"
            )
            fits = builder.schemas.fits(plain, names, flat.where)
            yield plain if fits else builder.build(_text(names), flat.where, "key", depth + 1)


def _text(names: Any) -> Any:
    return both({"type": "string"}, names)


def _patterned(builder: Builder, flat: Flat, patterned: list[str]) -> str:
    pattern = builder.rng.choice(patterned)
    name = builder.build({"type": "string", "pattern": pattern}, flat.where, "key")
    return str(name)


def _searches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False
