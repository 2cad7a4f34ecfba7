"""Judged by values: where nothing breaks, what fits the one side fits the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from goldenpath_gates.contracts.change import Change, Direction
from goldenpath_gates.contracts.differ.schemas import compare_schemas
from goldenpath_gates.contracts.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

SCALARS: list[Any] = [None, True, False, -1, 0, 1, 2, 3, 4, 6, 1.5, 2.5, "", "a", "b", "ab", "abc"]
LISTS: list[Any] = [[], ["a"], [1], [1, 1], [1, "a"], ["a", "b", 1], [None], [2.5, 2], [True]]
OBJECTS: list[Any] = [{}, *({name: value} for name in "ab" for value in SCALARS)]
OBJECTS += [{"a": one, "b": other} for one in SCALARS[3::3] for other in SCALARS[::3]]
OBJECTS += [{"a": {"c": value}} for value in SCALARS] + [{"b": {"c": 1, "d": "a"}}]
VALUES = SCALARS + LISTS + OBJECTS + [[each] for each in OBJECTS[::7]]
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
small = st.integers(0, 3)


def any_of(keywords: dict[str, st.SearchStrategy[Any]], most: int = 3) -> st.SearchStrategy[Any]:
    """Some of the keywords, each with a value of its own."""
    chosen = st.lists(st.sampled_from(sorted(keywords)), max_size=most, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({n: keywords[n] for n in names}))


types = st.sampled_from(TYPES) | st.lists(
    st.sampled_from(TYPES), min_size=1, max_size=3, unique=True
)
scalars = any_of(
    {
        "type": types,
        "enum": st.lists(st.sampled_from(SCALARS), min_size=1, max_size=3),
        "const": st.sampled_from(SCALARS),
        "minimum": small,
        "exclusiveMinimum": small,
        "maximum": small,
        "exclusiveMaximum": small,
        "multipleOf": st.integers(1, 3),
        "minLength": small,
        "maxLength": small,
        "pattern": st.sampled_from(["a", "^b", ".*"]),
    }
)
exclusive = st.lists(
    st.sampled_from(["null", "boolean", "number", "string", "array"]).map(lambda n: {"type": n}),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each["type"],
)


def nested(inner: st.SearchStrategy[Any], names: str) -> st.SearchStrategy[Any]:
    schema = inner | st.booleans()
    named = st.dictionaries(st.sampled_from(names), schema, max_size=2)
    return any_of(
        {
            "type": types,
            "properties": named,
            "required": st.lists(st.sampled_from(names), max_size=2, unique=True),
            "additionalProperties": schema,
            "patternProperties": st.dictionaries(st.just(f"^{names[0]}"), schema, max_size=1),
            "propertyNames": st.just({"maxLength": 0}) | st.just(True),
            "minProperties": small,
            "maxProperties": small,
            "dependentRequired": st.just({names[0]: [names[1]]}),
            "dependentSchemas": st.fixed_dictionaries({names[0]: schema}),
            "items": schema,
            "prefixItems": st.lists(schema, min_size=1, max_size=2),
            "minItems": small,
            "maxItems": small,
            "uniqueItems": st.booleans(),
            "contains": schema,
            "minContains": small,
            "maxContains": small,
            "anyOf": st.lists(scalars, min_size=1, max_size=3),
            "oneOf": exclusive,
            "allOf": st.lists(scalars, min_size=1, max_size=2),
            "not": scalars,
            "if": scalars,
            "then": scalars,
            "else": scalars,
        },
        most=4,
    )


schemas = scalars | nested(scalars | nested(scalars, "cd"), "ab")


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Often alike, as versions are."""
    base, other = draw(schemas), draw(schemas)
    kept = draw(st.sets(st.sampled_from(sorted(base)))) if base else set()
    changed = {name: value for name, value in base.items() if name in kept}
    return base, draw(st.sampled_from([other, changed, {**base, **other}, {**other, **changed}]))


@settings(derandomize=True, deadline=None, max_examples=800)
@given(pairs())
def test_what_was_sent_is_still_accepted(pair: tuple[Any, Any]) -> None:
    base, revision = pair
    if not breaks(base, revision, "request"):
        before, after = validator(base), validator(revision)
        known = {*named(base)}
        for value in VALUES:
            if {*members(value)} <= known and before.is_valid(value):
                assert after.is_valid(value), value


@settings(derandomize=True, deadline=None, max_examples=800)
@given(pairs())
def test_what_is_received_was_promised(pair: tuple[Any, Any]) -> None:
    base, revision = pair
    if not breaks(base, revision, "response"):
        before, after = validator(base), validator(revision)
        for value in VALUES:
            if after.is_valid(value):
                assert before.is_valid(value), value


@settings(derandomize=True, deadline=None, max_examples=300)
@given(schemas)
def test_the_same_is_no_change(schema: Any) -> None:
    for direction in ("request", "response"):
        assert changes(schema, reordered(schema), direction) == []


def changes(base: Any, revision: Any, direction: Any) -> list[Change]:
    return compare_schemas(Document("base", base), Document("revision", revision), direction)


def breaks(base: Any, revision: Any, direction: Direction) -> bool:
    found = changes(base, revision, direction)
    return any(change.level in ("breaking", "warning") for change in found)


def validator(schema: Any) -> Any:
    return jsonschema_rs.Draft202012Validator(schema)


def members(value: Any) -> Iterator[str]:
    """Nobody sends a member that no schema has ever named."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from each
            for inner in each.values():
                yield from members(inner)


def named(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from schema.get("required", [])
        for each in schema.values():
            yield from named(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from named(each)


def reordered(schema: Any) -> Any:
    """Members, and lists in which order says nothing, the other way round."""
    if isinstance(schema, list):
        return [reordered(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    lists = ("required", "type", "enum", "anyOf", "oneOf", "allOf")
    return json.loads(
        json.dumps(
            {
                name: reordered(value)[::-1]
                if name in lists and isinstance(value, list)
                else reordered(value)
                for name, value in reversed(schema.items())
            }
        )
    )
