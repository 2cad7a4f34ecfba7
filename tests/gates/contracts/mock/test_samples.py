"""Whatever the schema, a sample fits it; what cannot be met is refused with its pointer."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from goldenpath_gates.contracts.document import Document, DocumentError
from goldenpath_gates.contracts.mock.broken import broken
from goldenpath_gates.contracts.mock.builder import UnmetError
from goldenpath_gates.contracts.mock.formats import FORMATS
from goldenpath_gates.contracts.mock.samples import sample
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gates.contracts.mock.support import node

SEEDS = range(8)
TREE = {
    "type": "object",
    "required": ["id", "children"],
    "properties": {
        "id": {"type": "integer"},
        "left": {"$ref": "#"},
        "children": {"type": "array", "items": {"$ref": "#"}},
    },
}
SCHEMAS: dict[str, Any] = {
    "true": True,
    "empty": {},
    "null": {"type": "null"},
    "boolean": {"type": "boolean"},
    "types": {"type": ["string", "null", "integer"]},
    "const": {"const": {"a": [1, None]}},
    "enum": {"enum": ["a", 1, None]},
    "enum-that-is-limited": {"type": "string", "enum": ["a", "bb", 3], "minLength": 2},
    "integer-between": {"type": "integer", "minimum": 3, "exclusiveMaximum": 5},
    "integer-multiple": {"type": "integer", "multipleOf": 7, "minimum": -30, "maximum": -20},
    "integer-of-fraction": {"type": "integer", "multipleOf": 0.75},
    "int32": {"type": "integer", "format": "int32", "minimum": 2147483640},
    "int64": {"type": "integer", "format": "int64", "exclusiveMaximum": -5},
    "number-multiple": {"type": "number", "multipleOf": 0.01, "minimum": 5, "maximum": 6},
    "number-narrow": {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1.001},
    "number-below": {"type": "number", "maximum": -1e6},
    "string-lengths": {"type": "string", "minLength": 40, "maxLength": 41},
    "string-empty": {"type": "string", "maxLength": 0},
    "pattern": {"type": "string", "pattern": r"^[A-Z]{3}-\d{4,6}$"},
    "pattern-lengths": {"type": "string", "pattern": "^[a-z]+$", "minLength": 30, "maxLength": 32},
    "pattern-open": {"type": "string", "pattern": "[0-9]", "minLength": 12},
    "pattern-choice": {"type": "string", "pattern": r"^(v(?:\d+\.){2}\d+|latest)$"},
    "pattern-unicode": {"type": "string", "pattern": r"^\p{Lu}[\p{L} ]+$"},
    "pattern-again": {"type": "string", "pattern": r"^([a-z])-\1$"},
    "pattern-not": {"type": "string", "pattern": r"^[^\s@]+@[^a-z]$"},
    "email-long": {"type": "string", "format": "email", "minLength": 30},
    "uri-long": {"type": "string", "format": "uri", "minLength": 60},
    "items": {"type": "array", "items": {"type": "integer"}, "minItems": 4, "maxItems": 4},
    "no-items": {"type": "array", "maxItems": 0},
    "unique": {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    "unique-booleans": {
        "type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 2
    },
    "tuple": {
        "type": "array",
        "prefixItems": [{"type": "integer"}, {"type": "string"}],
        "items": False,
        "minItems": 2,
    },
    "contains": {
        "type": "array", "items": {"type": "string"}, "contains": {"const": "x"}, "minContains": 2
    },
    "map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
    "map-of-names": {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Z]{2}$"},
        "additionalProperties": {"type": "boolean"},
        "minProperties": 2,
    },
    "patterned": {
        "type": "object",
        "patternProperties": {"^x-[a-z]+$": {"type": "boolean"}},
        "additionalProperties": False,
        "minProperties": 2,
    },
    "at-most": {
        "type": "object",
        "properties": {name: {"type": "integer"} for name in "abcdef"},
        "required": ["f"],
        "maxProperties": 2,
    },
    "undeclared-required": {"type": "object", "required": ["a"]},
    "dependent-required": {
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "required": ["a"],
        "dependentRequired": {"a": ["b"], "b": ["c"]},
    },
    "dependent-schemas": {
        "type": "object",
        "properties": {"card": {"type": "string"}},
        "dependentSchemas": {"card": {"required": ["address"]}},
    },
    "all-of": {
        "allOf": [{"type": "number"}, {"multipleOf": 0.05}, {"minimum": 7, "maximum": 7.12}]
    },
    "all-of-closed": {
        "type": "object",
        "allOf": [
            {"properties": {"a": {"type": "integer"}}, "additionalProperties": False},
            {"properties": {"a": {"minimum": 4}, "b": {"type": "string"}}},
        ],
    },
    "unevaluated": {
        "type": "object",
        "allOf": [{"properties": {"b": {"type": "integer"}}}],
        "properties": {"a": {"type": "string"}},
        "required": ["a", "b"],
        "unevaluatedProperties": False,
    },
    "any-of": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "any-of-with-a-dead-end": {"anyOf": [False, {"type": "integer", "minimum": 2}]},
    "any-of-with-an-exotic-pattern": {
        "anyOf": [{"type": "string", "pattern": r"(?=a)b"}, {"type": "integer"}]
    },
    "one-of": {"type": "integer", "oneOf": [{"multipleOf": 3}, {"multipleOf": 5}], "minimum": 1},
    "not": {"type": "object", "properties": {"a": {}, "b": {}}, "not": {"required": ["a"]}},
    "not-zero": {"type": "integer", "not": {"const": 0}, "minimum": 0, "maximum": 1},
    "if": {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}},
        "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
        "then": {"required": ["then"]},
        "else": {"required": ["else"]},
    },
    "tree": TREE,
    "recursion-through-null": {
        "$ref": "#/$defs/n",
        "$defs": {
            "n": {
                "type": "object",
                "required": ["next"],
                "properties": {"next": {"anyOf": [{"$ref": "#/$defs/n"}, {"type": "null"}]}},
            }
        },
    },
    "reference-with-a-sibling": {
        "$ref": "#/$defs/text", "minLength": 9, "$defs": {"text": {"type": "string"}}
    },
    "names-with-slashes": {
        "$ref": "#/$defs/a~1b%20c", "$defs": {"a/b c": {"type": "integer", "maximum": -1}}
    },
    "address-of-its-own": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.com/order.json",
        "$ref": "#/$defs/order",
        "$defs": {"order": {"type": "object", "required": ["id"]}},
    },
    "example-that-does-not-fit": {"type": "integer", "examples": ["no", 5]},
    "optional-that-cannot-be": {
        "type": "object",
        "properties": {"bad": {"type": "string", "pattern": "(?=a)b"}, "good": {"type": "null"}},
    },
    **{f"format-{name}": {"type": "string", "format": name} for name in FORMATS},
}  # fmt: skip


def fits(value: Any, schema: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True).is_valid(
        value
    )


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_sample_fits(schema: Any) -> None:
    made = [sample(node(schema), seed, "response") for seed in SEEDS]
    assert [value for value in made if not fits(value, schema)] == []
    assert made == [sample(node(schema), seed, "response") for seed in SEEDS]
    assert json.dumps(made, allow_nan=False)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_what_is_broken_does_not_fit(schema: Any) -> None:
    for seed in SEEDS:
        found = list(broken(node(schema), seed))
        assert [name for name, value in found if fits(value, schema)] == []
        assert len({name for name, _ in found}) == len(found)


DEAD: dict[str, tuple[Any, str]] = {
    "false": (False, "/$defs/it: cannot-sample"),
    "required-and-forbidden": (
        {"type": "object", "required": ["a"], "properties": {"a": False}}, "/: cannot-sample"
    ),
    "bounds-that-cross": (
        {"properties": {"a": {"type": "integer", "minimum": 3, "maximum": 2}}, "required": ["a"]},
        "/: cannot-sample its demands exclude each other",
    ),
    "types-that-exclude-each-other": (
        {"allOf": [{"type": "string"}, {"type": "integer"}]}, "/: cannot-sample"
    ),
    "exotic-pattern": (
        {"required": ["a"], "properties": {"a": {"type": "string", "pattern": "(?=a)b"}}},
        "/properties/a: cannot-sample no string was found that fits the pattern",
    ),
    "pattern-without-an-end": (
        {"type": "string", "pattern": "((a{1000}){1000}){1000}"}, "is not a"
    ),
    "pattern-of-nothing": (
        {"type": "string", "pattern": "^(){999999999}b$"}, "asks for more than 20000"
    ),
    "too-long": ({"type": "string", "minLength": 10**9}, "minLength 1000000000 is more than"),
    "too-many": ({"type": "array", "minItems": 10**9}, "minItems 1000000000 is more than"),
    "too-many-in-all": (
        {"items": {"items": {"minItems": 999, "items": {}}, "minItems": 999}, "minItems": 999},
        "too-large",
    ),
    "endless": (
        {"type": "object", "required": ["n"], "properties": {"n": {"$ref": "#"}}},
        "/: cannot-sample no value of this schema ends",
    ),
    "contains-itself": ({"allOf": [{"$ref": "#"}]}, "ends"),
    "reference-to-itself": ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}, "cycle"),
    "elsewhere": ({"$ref": "http://127.0.0.1:1/schema.json"}, "remote-ref"),
    "missing": ({"$ref": "#/$defs/none"}, "missing-ref"),
    "dynamic": (
        {"$dynamicRef": "#it", "$defs": {"a": {"$dynamicAnchor": "it"}}}, "is not followed"
    ),
    "no-schema": ({"$ref": "#/$defs/a", "$defs": {"a": "text"}}, "not-a-schema"),
    "wrong-keyword": ({"type": "string", "minLength": "x"}, "not-a-schema"),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), DEAD.values(), ids=DEAD)
def test_what_cannot_be_met_is_named(schema: Any, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        sample(node(schema), 7, "response")
    assert message in str(caught.value)
    assert str(caught.value).startswith("schema.json: /")


SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.builds(
        lambda low, width, kind: {"type": kind, "minimum": low, "maximum": low + width},
        st.integers(-99, 99), st.integers(0, 9), st.sampled_from(("integer", "number")),
    ),
    st.builds(
        lambda low, width: {"type": "string", "minLength": low, "maxLength": low + width},
        st.integers(0, 9), st.integers(0, 9),
    ),
    st.sampled_from(sorted(FORMATS)).map(lambda name: {"type": "string", "format": name}),
    st.lists(st.integers() | st.text(max_size=4) | st.none(), min_size=1, max_size=4).map(
        lambda values: {"enum": values}
    ),
    st.sampled_from(({}, True, {"type": "null"}, {"type": "boolean"}, {"multipleOf": 0.1})),
)  # fmt: skip
NAMES = st.sampled_from(("id", "email", "a b", "créé", "a/b~c", "$ref", "readOnly", "items"))


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    declared = st.dictionaries(NAMES, inner, max_size=4)
    return declared.flatmap(
        lambda properties: st.builds(
            lambda required, rest: {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": rest,
            },
            st.lists(st.sampled_from(sorted(properties)), unique=True)
            if properties
            else st.just([]),
            st.booleans(),
        )
    )


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        _objects(inner),
        st.builds(
            lambda items, least: {"type": "array", "items": items, "minItems": least},
            inner, st.integers(0, 3),
        ),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"anyOf": parts}),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"oneOf": parts}),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"allOf": parts}),
    )  # fmt: skip


@settings(derandomize=True, max_examples=400, deadline=None)
@given(schema=st.recursive(SCALARS, _nested, max_leaves=8), seed=st.integers(0, 99))
def test_a_sample_fits_or_is_refused(schema: Any, seed: int) -> None:
    try:
        value = sample(node(schema), seed, "response")
        spoiled = list(broken(node(schema), seed))
    except UnmetError:
        return
    assert fits(value, schema)
    assert [name for name, each in spoiled if fits(each, schema)] == []


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    schema=st.recursive(
        SCALARS,
        lambda inner: _objects(inner) | st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: {"anyOf": parts}
        ),
        max_leaves=6,
    )
)  # fmt: skip
def test_without_contradictions_a_sample_is_found(schema: Any) -> None:
    assert fits(sample(node(schema), 7, "response"), schema)


PERSON = {
    "type": "object",
    "required": ["id", "name", "password", "age"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "readOnly": True},
        "name": {"type": "string", "nullable": True},
        "password": {"$ref": "#/components/schemas/Secret"},
        "age": {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 3},
    },
}


def test_directions_and_the_schemas_of_openapi_3_0() -> None:
    schemas = {"Person": PERSON, "Secret": {"type": "string", "writeOnly": True}}
    root = {"openapi": "3.0.3", "components": {"schemas": schemas}}
    person = Document("api.json", root).node("/components/schemas/Person")
    read = [sample(person, seed, "response") for seed in range(60)]
    sent = [sample(person, seed, "request") for seed in range(60)]
    assert {tuple(value) for value in read} == {("id", "name", "age")}
    assert {tuple(value) for value in sent} == {("name", "password", "age")}
    assert {value["age"] for value in read} == {1, 2, 3}
    assert None in {value["name"] for value in read}


def test_names_tell_and_examples_come_first() -> None:
    schema = {
        "properties": {
            "billingCity": {"type": "string"},
            "created_at": {"type": "string"},
            "colour": {"type": "string", "examples": ["mauve"]},
            "shown": {"type": "integer", "default": 12},
        }
    }
    value = sample(node(schema), 7, "response", full=True)
    assert value["billingCity"] in ("Springfield", "Riverside", "Fairview")
    assert value["created_at"].startswith("2026-")
    assert (value["colour"], value["shown"]) == ("mauve", 12)
    other = sample(node(schema), 7, "response", full=True, examples=False)
    assert other["colour"] in ("blue", "green", "red")


def test_a_discriminator_tells_the_branches_apart() -> None:
    branches = {
        "Card": {"type": "object", "properties": {"kind": {"type": "string"}, "last4": {}}},
        "Cash": {"type": "object", "properties": {"kind": {"type": "string"}}},
    }
    mapping = {"card": "#/components/schemas/Card", "cash": "#/components/schemas/Cash"}
    payment = {
        "anyOf": [{"$ref": target} for target in mapping.values()],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    root = {"openapi": "3.1.0", "components": {"schemas": {**branches, "Payment": payment}}}
    schema = Document("api.json", root).node("/components/schemas/Payment")
    made = [sample(schema, seed, "response", full=True) for seed in range(20)]
    assert {each["kind"] for each in made} == {"card", "cash"}
    assert {each["kind"] for each in made if "last4" in each} == {"card"}


EVENT = {
    "type": "object",
    "required": ["id", "amount"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "amount": {"type": "integer", "minimum": 1, "maximum": 10},
        "kind": {"enum": ["a", "b"]},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 9}, "maxItems": 1},
    },
}


def test_what_is_broken_has_a_name() -> None:
    assert [name for name, _ in broken(node(EVENT), 7)] == [
        "null at /",
        "wrong type at /",
        "missing /id",
        "missing /amount",
        "unknown property /not-declared",
        "null at /id",
        "wrong type at /id",
        "wrong format at /id",
        "null at /amount",
        "wrong type at /amount",
        "too small at /amount",
        "too large at /amount",
        "not in enum at /kind",
        "null at /tags",
        "wrong type at /tags",
        "too many items in /tags",
        "null at /tags/0",
        "wrong type at /tags/0",
        "too long at /tags/0",
    ]
