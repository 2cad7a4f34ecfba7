from __future__ import annotations

from enum import Enum
from typing import Any

import pytest
from goldenpath_gates.model_stub.instances import minimal
from goldenpath_gates.model_stub.problems import BadRequest
from pydantic import BaseModel, Field

from tests.gates.model_stub.support import sync_client


class Mood(Enum):
    CALM = "calm"
    CROSS = "cross"


class Source(BaseModel):
    title: str
    page: int | None


class Verdict(BaseModel):
    mood: Mood
    score: float = Field(ge=0.5, le=1)
    sources: list[Source] = Field(min_length=1)


def test_a_model_parsed_by_the_sdk(stub_url: str) -> None:
    reply = sync_client(stub_url).chat.completions.parse(
        model="m", messages=[{"role": "user", "content": "q"}], response_format=Verdict
    )
    verdict = reply.choices[0].message.parsed
    assert verdict == Verdict(mood=Mood.CALM, score=0.5, sources=[Source(title="stub", page=0)])


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


@pytest.mark.parametrize(("schema", "expected"), [
    ({"type": "string"}, "stub"),
    ({"type": "string", "minLength": 6}, "stubst"),
    ({"type": "string", "maxLength": 2}, "st"),
    ({"type": "integer"}, 0),
    ({"type": "integer", "minimum": 3}, 3),
    ({"type": "integer", "maximum": -3}, -3),
    ({"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5}, 4),
    ({"type": "integer", "minimum": 0.5, "maximum": 1.5}, 1),
    ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
    ({"type": "number", "minimum": 0.2, "maximum": 0.3}, 0.2),
    ({"type": "boolean"}, False),
    ({"type": "null"}, None),
    ({"type": ["string", "null"]}, "stub"),
    ({"enum": ["red", "blue"]}, "red"),
    ({"const": {"a": 1}}, {"a": 1}),
    ({"type": "array", "items": {"type": "integer"}}, []),
    ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [0, 0]),
    ({"type": "object"}, {}),
    (obj(a={"type": "string"}, b=obj(c={"const": 1})), {"a": "stub", "b": {"c": 1}}),
    ({"type": "object", "properties": {"maybe": {"type": "string"}}}, {}),
    ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, 0),
    ({"$ref": "#/$defs/a", "$defs": {"a": {"const": "x"}}}, "x"),
])  # fmt: skip
def test_minimal(schema: dict[str, Any], expected: object) -> None:
    instance = minimal(schema)
    assert instance == expected
    from jsonschema import Draft202012Validator  # takes a second, in each worker

    Draft202012Validator(schema).validate(instance)


LOOP = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}
WIDE = obj(a={"type": "array", "minItems": 1000, "items": {
    "type": "array", "minItems": 1000, "items": {"type": "null"}}})  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), [
    ({"type": "string", "pattern": "x"}, "schema uses 'pattern'"),
    (obj(a={"type": "string", "format": "date"}), "schema.properties.a uses 'format'"),
    ({"title": "x"}, "schema has no 'type' out of object, array"),
    ({"type": "date"}, "schema has no 'type' out of object, array"),
    ({"$ref": "https://example.com/a.json"}, "the stub follows only '#/$defs/NAME'"),
    ({"$ref": "#/$defs/b", "$defs": {}}, "schema refers to '#/$defs/b'"),
    (LOOP, "recursive without an end"),
    (WIDE, "too deep, too large"),
    ({"type": "string", "minLength": 5000}, "'minLength' above 1000"),
    ({"type": "string", "minLength": 3, "maxLength": 2}, "'minLength' above 2"),
    ({"type": "array", "minItems": "1"}, "no integer"),
    ({"type": "integer", "minimum": 0.2, "maximum": 0.8}, "number limits"),
    ({"type": "integer", "minimum": "0"}, "'minimum' that is no number"),
    ({"type": "object", "required": ["x"]}, "requires 'x', which has no schema"),
    ({"type": "object", "required": [["x"]]}, "requires"),
    ({"type": "object", "properties": []}, "an object 'properties'"),
    ({"type": "array", "minItems": 1, "items": True}, "schema.items is not an object"),
])  # fmt: skip
def test_refused(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequest) as caught:
        minimal(schema)
    assert message in caught.value.message
