from __future__ import annotations

from typing import Any

import pytest
from goldenpath_hooks.prompts.strict import faults

TEXT = {"type": "string"}


def thing(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def nested(levels: int) -> dict[str, Any]:
    return thing(text=TEXT) if levels == 1 else thing(inner=nested(levels - 1))


@pytest.mark.parametrize(
    ("schema", "way", "said"),
    [
        (TEXT, (), "the root"),
        ({"type": "array", "items": TEXT}, (), "the root"),
        ({"anyOf": [thing(), thing()]}, (), "the root"),
        ([], (), "the root"),
        (thing() | {"anyOf": [thing()]}, (), "the root"),
        (thing() | {"additionalProperties": True}, (), "additionalProperties: false"),
        (thing(a=TEXT, b=TEXT) | {"required": ["a"]}, (), "every property, and 'b' is not"),
        (thing(a={"oneOf": [TEXT]}), ("properties", "a"), "no oneOf"),
        (thing(a={"not": TEXT}), ("properties", "a"), "no not"),
        (
            thing(a={"type": "array", "items": {"type": "object"}}),
            ("properties", "a", "items"),
            "additionalProperties",
        ),
        (
            thing(a={"anyOf": [TEXT, {"type": ["object", "null"]}]}),
            ("properties", "a", "anyOf", 1),
            "additionalProperties",
        ),
        (thing() | {"$defs": {"b": {"allOf": []}}}, ("$defs", "b"), "no allOf"),
        (nested(11), ("properties", "inner") * 10, "10 levels"),
        (thing(**{f"p{n}": TEXT for n in range(5001)}), (), "5000 properties"),
        (thing(a={"enum": list(range(1001))}), (), "1000 enum values"),
        (thing(a={"enum": ["x" * 120_001]}), (), "120000 characters"),
    ],
)
def test_what_strict_structured_outputs_refuse(
    schema: Any, way: tuple[Any, ...], said: str
) -> None:
    found = list(faults(schema))
    assert found[0][0] == way
    assert said in found[0][1]


@pytest.mark.parametrize(
    "schema",
    [
        thing(),
        thing(text=TEXT, score={"type": ["integer", "null"]}),
        thing(all=thing(text=TEXT), many={"type": "array", "items": thing(text=TEXT)}),
        thing(either={"anyOf": [TEXT, thing(a=TEXT)]}),
        nested(10),
        pytest.param(
            thing(node={"$ref": "#/$defs/n"}) | {"$defs": {"n": thing(n={"$ref": "#/$defs/n"})}},
            id="recursion by reference",
        ),
        pytest.param({"$ref": "#/$defs/n", "$defs": {"n": thing()}}, id="a root by reference"),
        pytest.param(thing(text=TEXT | {"pattern": "^a", "maxLength": 3}), id="constraints"),
        pytest.param(thing(allOf=TEXT), id="a property called like a keyword"),
    ],
)
def test_what_they_accept(schema: Any) -> None:
    assert list(faults(schema)) == []


@pytest.mark.parametrize("odd", [None, 1, "a", [], [1], {"a": 1}, {"a": {"a": None}}])
@pytest.mark.parametrize(
    "keyword", ["properties", "required", "enum", "items", "anyOf", "$defs", "type"]
)
def test_nothing_stops_it(keyword: str, odd: Any) -> None:
    list(faults(thing(a={keyword: odd}) | {keyword: odd}))


def test_a_schema_in_itself_is_read_once() -> None:
    schema = thing(text=TEXT)
    schema["properties"]["again"] = schema
    schema["required"].append("again")
    assert list(faults(schema)) == []
