"""The smallest instance of a JSON Schema, for the subset that structured output uses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from goldenpath_gates.model_stub.problems import BadRequest

Schema = dict[str, Any]

MAX_DEPTH = 24
MAX_NODES = 10_000
MAX_LENGTH = 1000
WORD = "stub"

ANNOTATIONS = {
    "$defs", "$schema", "additionalProperties", "default", "description", "examples", "strict",
    "title", "properties",
}  # fmt: skip
KEYWORDS: dict[str, set[str]] = {
    "object": {"required"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"minLength", "maxLength"},
    "integer": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
    "boolean": set(),
    "null": set(),
}


class Builder:
    def __init__(self, root: Schema) -> None:
        self.root = root
        self.nodes = 0

    def build(self, schema: object, where: str, depth: int = 0) -> object:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise refusal(where, "is too deep, too large or recursive without an end")
        if not isinstance(schema, dict):
            raise refusal(where, "is not an object")
        if "$ref" in schema:
            return self.build(self.resolve(schema["$ref"], where), where, depth + 1)
        if isinstance(schema.get("anyOf"), list) and schema["anyOf"]:
            return self.build(schema["anyOf"][0], f"{where}.anyOf[0]", depth + 1)
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return schema["enum"][0]
        return self.typed(schema, where, depth)

    def resolve(self, reference: object, where: str) -> object:
        prefix = "#/$defs/"
        definitions = self.root.get("$defs")
        if isinstance(reference, str) and isinstance(definitions, dict):
            name = reference.removeprefix(prefix)
            if reference.startswith(prefix) and name in definitions:
                return definitions[name]
        raise refusal(where, f"refers to {reference!r}; the stub follows only '{prefix}NAME'")

    def typed(self, schema: Schema, where: str, depth: int) -> object:
        kind = schema.get("type", "object" if "properties" in schema else None)
        kind = kind[0] if isinstance(kind, list) and kind else kind
        if not isinstance(kind, str) or kind not in KEYWORDS:
            raise refusal(where, f"has no 'type' out of {', '.join(KEYWORDS)}")
        unknown = schema.keys() - KEYWORDS[kind] - ANNOTATIONS - {"type"}
        if unknown:
            raise refusal(where, f"uses {min(unknown)!r}, which the stub cannot satisfy")
        if kind == "object":
            return self.properties(schema, where, depth)
        if kind == "array":
            count = bounded(schema, "minItems", "maxItems", where, 0)
            item = schema.get("items", {"type": "string"})
            return [self.build(item, f"{where}.items", depth + 1) for _ in range(count)]
        return SCALARS[kind](schema, where)

    def properties(self, schema: Schema, where: str, depth: int) -> dict[str, object]:
        declared, required = schema.get("properties", {}), schema.get("required", [])
        if not isinstance(declared, dict) or not isinstance(required, list):
            raise refusal(where, "needs an object 'properties' and an array 'required'")
        undeclared = [name for name in required if str(name) not in declared]
        if undeclared:
            raise refusal(where, f"requires {undeclared[0]!r}, which has no schema")
        return {
            str(name): self.build(declared[str(name)], f"{where}.properties.{name}", depth + 1)
            for name in required
        }


def refusal(where: str, message: str) -> BadRequest:
    return BadRequest(f"The stub cannot answer by this schema: {where} {message}.", "schema")


def bounded(schema: Schema, low: str, high: str, where: str, usual: int) -> int:
    least, most = schema.get(low, 0), schema.get(high, MAX_LENGTH)
    if not isinstance(least, int) or not isinstance(most, int):
        raise refusal(where, f"has a {low!r} or {high!r} that is no integer")
    if not 0 <= least <= min(most, MAX_LENGTH):
        raise refusal(where, f"has a {low!r} above {min(most, MAX_LENGTH)} or below 0")
    return max(least, min(usual, most))


def string(schema: Schema, where: str) -> str:
    length = bounded(schema, "minLength", "maxLength", where, len(WORD))
    return (WORD * length)[:length]


def limit(schema: Schema, key: str, fallback: float, where: str) -> float:
    value = schema.get(key, fallback)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise refusal(where, f"has a {key!r} that is no number")
    return value


def number(schema: Schema, where: str, *, whole: bool) -> float:
    low = limit(schema, "minimum", -math.inf, where)
    high = limit(schema, "maximum", math.inf, where)
    above = limit(schema, "exclusiveMinimum", -math.inf, where)
    below = limit(schema, "exclusiveMaximum", math.inf, where)
    candidates = [0, low, high, above + 1, below - 1, (above + below) / 2, (low + high) / 2]
    for value in filter(math.isfinite, candidates):
        for candidate in (math.floor(value), math.ceil(value)) if whole else (value,):
            if low <= candidate <= high and above < candidate < below:
                return candidate
    raise refusal(where, "has number limits that the stub cannot meet")


SCALARS: dict[str, Callable[[Schema, str], object]] = {
    "string": string,
    "integer": lambda schema, where: number(schema, where, whole=True),
    "number": lambda schema, where: number(schema, where, whole=False),
    "boolean": lambda schema, where: False,
    "null": lambda schema, where: None,
}


def minimal(schema: Schema) -> object:
    """Raises BadRequest that names the place and the keyword outside the subset."""
    return Builder(schema).build(schema, "schema")
