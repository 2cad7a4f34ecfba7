"""What can be wrong with one part of a value, keyword by keyword."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from random import Random
from typing import Any

from goldenpath_gates.contracts.mock.kinds import kinds
from goldenpath_gates.contracts.mock.merge import types
from goldenpath_gates.contracts.mock.numbers import exact
from goldenpath_gates.contracts.mock.objects import closed
from goldenpath_gates.contracts.mock.schemas import Schema

Spoils = Iterator[tuple["Spoiled", Any]]
WRONG_TYPES: tuple[tuple[str, Any], ...] = (
    ("string", "not of this type"), ("integer", 4711), ("number", 0.5), ("boolean", True),
    ("object", {}), ("array", []), ("null", None),
)  # fmt: skip
NOT_IN_ENUM = "not-one-of-them"
UNKNOWN = "not-declared"
MALFORMED = ("not of this format", "::", "")
UNMATCHED = ("", " ", "!", "x", "0", "\u2603")
MOST_LONGER = 100_000


@dataclass(frozen=True)
class Spoiled:
    """`name` is the property or index below the place, where the demand is about one."""

    what: str
    name: str | int | None = None


def spoilers(value: Any, schema: Schema, rng: Random) -> Spoils:
    """Candidates: what the rest of the schema allows after all is for the caller to leave out."""
    yield from _types(value, schema, rng)
    yield from _values(value, schema)
    if isinstance(value, dict):
        yield from _objects(value, schema)
    elif isinstance(value, list):
        yield from _arrays(value, schema)
    elif isinstance(value, str):
        yield from _strings(value, schema)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _numbers(value, schema)


def _types(value: Any, schema: Schema, rng: Random) -> Spoils:
    if "type" not in schema:
        return
    allowed = set(types(schema["type"]))
    if "number" in allowed:
        allowed.add("integer")
    wrong = [(kind, each) for kind, each in WRONG_TYPES if kind not in allowed]
    if "null" not in allowed:
        yield Spoiled("null at"), None
    solid = [pair for pair in wrong if pair[0] != "null"]
    if solid:
        yield Spoiled("wrong type at"), rng.choice(solid)[1]


def _values(value: Any, schema: Schema) -> Spoils:
    if "const" in schema or "enum" in schema:
        number = kinds(schema)[0] in ("integer", "number") or isinstance(value, int | float)
        listed = [schema["const"]] if "const" in schema else schema["enum"]
        highest = max((each for each in listed if isinstance(each, int | float)), default=0)
        wrong = highest + 1 if number else NOT_IN_ENUM
        yield Spoiled("not in enum at" if "enum" in schema else "not the constant at"), wrong


def _objects(value: dict[str, Any], schema: Schema) -> Spoils:
    for name in schema.get("required", ()):
        yield Spoiled("missing", name), _without(value, name)
    for name, others in schema.get("dependentRequired", {}).items():
        for other in others if name in value else ():
            yield Spoiled("missing", other), _without(value, other)
    if closed(schema):
        yield Spoiled("unknown property", UNKNOWN), {**value, UNKNOWN: "?"}
    if "propertyNames" in schema:
        for name in UNMATCHED:
            yield Spoiled("wrong property name in"), {**value, name: next(iter(value.values()), 0)}
    if schema.get("minProperties", 0) > 0:
        kept = list(value)[: schema["minProperties"] - 1]
        yield Spoiled("too few properties in"), {name: value[name] for name in kept}
    if schema.get("maxProperties", inf) < MOST_LONGER:
        more = {f"{UNKNOWN}-{number}": "?" for number in range(schema["maxProperties"] + 1)}
        yield Spoiled("too many properties in"), {**value, **more}


def _without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: each for key, each in value.items() if key != name}


def _arrays(value: list[Any], schema: Schema) -> Spoils:
    least, most = schema.get("minItems", 0), schema.get("maxItems", inf)
    if least:
        yield Spoiled("too few items in"), value[: least - 1]
    if value and most < MOST_LONGER:
        yield Spoiled("too many items in"), (value * (most + 1))[: most + 1]
    if value and schema.get("uniqueItems") and len(value) < most:
        yield Spoiled("not unique in"), [*value, value[0]]
    if "contains" in schema:
        yield Spoiled("nothing that is asked for in"), []


def _strings(value: str, schema: Schema) -> Spoils:
    least, most = schema.get("minLength", 0), schema.get("maxLength", inf)
    if least:
        yield Spoiled("too short at"), value[: least - 1]
    if most < MOST_LONGER:
        yield Spoiled("too long at"), value + "x" * (int(most) + 1 - len(value))
    for keyword, wrongs in (("format", MALFORMED), ("pattern", UNMATCHED)):
        if keyword in schema:
            for wrong in wrongs:
                yield Spoiled(f"wrong {keyword} at"), wrong


def _numbers(value: float, schema: Schema) -> Spoils:
    step = exact(schema.get("multipleOf", 1))
    whole = "integer" in types(schema.get("type", "number"))
    for keyword, sign, what in (("minimum", -1, "too small at"), ("maximum", 1, "too large at")):
        if keyword in schema:
            beyond = exact(schema[keyword]) + sign * step
            yield Spoiled(what), int(beyond) if whole else float(beyond)
        strict = f"exclusive{keyword.capitalize()}"
        if strict in schema:
            yield Spoiled(what), schema[strict]
    if "multipleOf" in schema:
        off = exact(value) + step / 2
        yield Spoiled("no multiple at"), value + 1 if whole else float(off)
