"""One demand in several spellings, within a dialect and between OpenAPI 3.0 and 3.1."""

from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.contracts.change import Change, Direction
from goldenpath_gates.contracts.differ.schemas import Schemas
from goldenpath_gates.contracts.document import Document

DIRECTIONS: tuple[Direction, ...] = ("request", "response")
NAME = {"type": "object", "properties": {"name": {"type": "string"}}}
SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nullable": ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    "nullable choice": (
        {"type": "string", "nullable": True},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ),
    "nullable enum": (
        {"type": "string", "nullable": True, "enum": ["a", None]},
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
    "nullable reference": (
        {"allOf": [{"$ref": "#/components/schemas/Name"}], "nullable": True},
        {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Name"}]},
    ),
    "nullable alternatives": (
        {"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
    ),
    "exclusive minimum": (
        {"type": "number", "minimum": 1, "exclusiveMinimum": True},
        {"type": "number", "exclusiveMinimum": 1},
    ),
    "exclusive maximum": (
        {"type": "number", "maximum": 9, "exclusiveMaximum": True},
        {"type": "number", "exclusiveMaximum": 9},
    ),
    "inclusive bound of integers": (
        {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
        {"type": "integer", "minimum": 1},
    ),
    "inclusive bound": (
        {"type": "number", "minimum": 1, "exclusiveMinimum": False},
        {"type": "number", "minimum": 1.0},
    ),
    "constant": ({"type": "string", "enum": ["a"]}, {"const": "a"}),
    "inlined": ({"$ref": "#/components/schemas/Name"}, NAME),
    "merged": (
        {"allOf": [{"type": "object"}, {"properties": {"name": {"type": "string"}}}]},
        {"$ref": "#/components/schemas/Name"},
    ),
    "single choice": ({"oneOf": [{"$ref": "#/components/schemas/Name"}]}, NAME),
    "siblings of a reference": (
        {"$ref": "#/components/schemas/Name", "minProperties": 1},
        {"$ref": "#/components/schemas/Name"},
    ),
    "list of one type": ({"type": "string"}, {"type": ["string"]}),
    "integer beside number": ({"type": "number"}, {"type": ["integer", "number"]}),
    "default bounds": (
        {"type": "array", "minItems": 0, "uniqueItems": False},
        {"type": "array"},
    ),
    "bound of another type": ({"type": "string", "minimum": 1}, {"type": "string"}),
    "any pattern": ({"type": "string", "pattern": "^.*$"}, {"type": "string"}),
    "open object": ({"type": "object", "additionalProperties": {}}, {"type": "object"}),
    "alternatives in another order": (
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    ),
}
DIFFERENT: dict[str, tuple[str, dict[str, Any], str]] = {
    "nullable in 3.1 says nothing": ("3.1", {"type": ["string", "null"]}, "became-not-nullable"),
    "a sibling of a reference counts": (
        "3.1",
        {"$ref": "#/components/schemas/Text", "maxLength": 3},
        "max-length-added",
    ),
}


def api(version: str, schema: Any) -> Document:
    components = {"schemas": {"Name": NAME, "Text": {"type": "string"}}}
    root = {"openapi": version, "x-schema": schema, "components": components}
    return Document(version, root)


def changes(base: Document, revision: Document, direction: Direction) -> list[Change]:
    nodes = (base.node("/x-schema"), revision.node("/x-schema"))
    return list(Schemas(base, revision).compare(*nodes, direction, "the body"))


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("name", SAME)
def test_same(name: str, direction: Direction) -> None:
    old, new = (
        api(version, schema) for version, schema in zip(("3.0.3", "3.1.0"), SAME[name], strict=True)
    )
    assert changes(old, new, direction) == []
    assert changes(new, old, direction) == []


@pytest.mark.parametrize("name", DIFFERENT)
def test_different(name: str) -> None:
    version, schema, rule = DIFFERENT[name]
    base = {"$ref": "#/components/schemas/Text"} if "$ref" in schema else schema
    revision = schema if "$ref" in schema else {"type": "string", "nullable": True}
    found = changes(api(f"{version}.0", base), api(f"{version}.0", revision), "request")
    assert [change.rule for change in found] == [f"request-{rule}"]
