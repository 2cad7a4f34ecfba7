"""Which types a schema allows, as it says or as its keywords tell."""

from __future__ import annotations

from typing import Any

from goldenpath_gates.contracts.mock.merge import types

TELLING = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties",
                "minProperties", "maxProperties", "propertyNames", "dependentRequired")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)  # fmt: skip
NUMBER_FORMATS = {"int32": "integer", "int64": "integer", "float": "number", "double": "number"}
NESTED = ("object", "array")


def kinds(schema: dict[str, Any]) -> list[str]:
    """Never empty; a string where nothing tells."""
    if "type" in schema:
        return types(schema["type"])
    for kind, keywords in TELLING:
        if any(keyword in schema for keyword in keywords):
            return [kind]
    return [NUMBER_FORMATS.get(schema.get("format", ""), "string")]


def simplest(schema: dict[str, Any]) -> str:
    """What ends a recursion the soonest."""
    return min(kinds(schema), key=lambda kind: kind in NESTED)
