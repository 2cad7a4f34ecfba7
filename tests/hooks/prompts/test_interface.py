from __future__ import annotations

from typing import Any

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import (
    MISSING,
    Engine,
    Field,
    Format,
    Message,
    Prompt,
    Settings,
    Template,
    Use,
)
from goldenpath_hooks.prompts.interface import changes

HERE = Place()


def field(name: str, **schema: Any) -> Field:
    """As the reader makes it of a field of Prompty v2."""
    default = schema.get("default", MISSING)
    return Field(name, HERE, schema.get("kind"), schema.get("required"), default, schema=schema)


def prompt(**given: Any) -> Prompt:
    settings = Settings()
    return Prompt("a.prompty", Format.PROMPTY_V2, Engine.JINJA2, settings, (), **given)


def inputs(*fields: Field) -> Prompt:
    return prompt(inputs=fields)


def outputs(*fields: Field) -> Prompt:
    return prompt(outputs=fields)


def schema(**properties: Any) -> Prompt:
    return prompt(outputs_schema={"type": "object", "properties": properties})


def reading(*uses: tuple[str, bool]) -> Prompt:
    read = tuple(Use(name, name, HERE, guarded) for name, guarded in uses)
    template = Template(Engine.JINJA2, "", HERE, read)
    return Prompt(
        "a.j2", Format.JINJA, Engine.JINJA2, Settings(), (Message("user", HERE, template),)
    )


def string(name: str = "q", **more: Any) -> Field:
    return field(name, kind="string", **more)


def number(**more: Any) -> Field:
    return field("n", kind="integer", **more)


LIST = {"kind": "array"}

TABLE = [
    (inputs(string()), inputs(), "major input `q` is gone"),
    (inputs(string()), inputs(string("query")), "major input `q` is now called `query`"),
    (inputs(), inputs(string()), "minor input `q` is new"),
    (inputs(), inputs(string(required=True)), "major input `q` is new and required"),
    (inputs(string()), inputs(string(required=True)), "major input `q` is required now"),
    (inputs(string(required=True)), inputs(string()), "minor input `q` is optional now"),
    (
        inputs(string()),
        inputs(field("q", kind="integer")),
        "major the kind of input `q` changed from string to integer",
    ),
    (
        inputs(field("q")),
        inputs(string()),
        "minor the kind of input `q` changed from any to string",
    ),
    (inputs(string()), inputs(string(default="x")), "minor the default of input `q` changed"),
    (
        inputs(string(enumValues=["a", "b"])),
        inputs(string(enumValues=["a"])),
        "major input `q` is no longer `b`",
    ),
    (
        inputs(string(enumValues=["a"])),
        inputs(string(enumValues=["a", "b"])),
        "minor input `q` may be `b` now",
    ),
    (
        inputs(string()),
        inputs(string(enumValues=["a"])),
        "major input `q` takes listed values only now",
    ),
    (inputs(string(enumValues=["a"])), inputs(string()), "minor input `q` takes any value now"),
    (
        inputs(number(maximum=5)),
        inputs(number(maximum=4)),
        "major `maximum` of input `n` changed from 5 to 4",
    ),
    (
        inputs(number(minimum=5)),
        inputs(number(minimum=4)),
        "minor `minimum` of input `n` changed from 5 to 4",
    ),
    (
        inputs(number()),
        inputs(number(minimum=4)),
        "major `minimum` of input `n` changed from none to 4",
    ),
    (
        inputs(string(pattern="a")),
        inputs(string(pattern="b")),
        "major `pattern` of input `q` changed, which may not be compatible",
    ),
    (
        inputs(field("l", **LIST)),
        inputs(field("l", **LIST, items={"kind": "string"})),
        "major the items of input `l` are declared",
    ),
    (
        inputs(field("l", **LIST, items={"kind": "string"})),
        inputs(field("l", **LIST, items={"kind": "integer"})),
        "major the kind of input `l[]` changed from string to integer",
    ),
    (
        inputs(field("o", kind="object", properties=[{"name": "a", "required": True}])),
        inputs(field("o", kind="object", properties={"a": {"required": True}, "b": {}})),
        "minor input `o.b` is new",
    ),
    (outputs(string("a")), outputs(), "major output `a` is gone"),
    (outputs(), outputs(string("a")), "minor output `a` is new"),
    (outputs(string("a")), outputs(string("b")), "major output `a` is now called `b`"),
    (
        outputs(string("a")),
        outputs(string("a", required=False)),
        "major output `a` is optional now",
    ),
    (
        outputs(string("a", required=False)),
        outputs(string("a")),
        "minor output `a` is required now",
    ),
    (
        outputs(string("a", enumValues=["x"])),
        outputs(string("a", enumValues=["x", "y"])),
        "major output `a` may be `y` now",
    ),
    (
        outputs(string("a", enumValues=["x", "y"])),
        outputs(string("a", enumValues=["x"])),
        "minor output `a` is no longer `y`",
    ),
    (
        outputs(number(maximum=4)),
        outputs(number(maximum=5)),
        "major `maximum` of output `n` changed from 4 to 5",
    ),
    (
        schema(a={"type": "string"}),
        schema(a={"type": ["string", "null"]}),
        "major the kind of output `a` changed from string to ['string', 'null']",
    ),
    (
        schema(a={"type": "object", "properties": {"b": {}}}),
        schema(a={"type": "object", "properties": {"b": {}}, "required": ["b"]}),
        "minor output `a.b` is required now",
    ),
    (reading(("q", False)), reading(), "major input `q` is gone"),
    (reading(), reading(("q", False)), "major input `q` is new and required"),
    (reading(), reading(("q", True)), "minor input `q` is new"),
    (reading(("q", True)), reading(("q", False)), "major input `q` is required now"),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [pytest.param(*row, id=row[2]) for row in TABLE]
)
def test_a_change(old: Prompt, new: Prompt, expected: str) -> None:
    assert [f"{change.level} {change.text}" for change in changes(old, new)] == [expected]


NOOP = [
    pytest.param(inputs(), prompt(), id="nothing declared, nothing read"),
    pytest.param(inputs(string(), number()), inputs(number(), string()), id="the order of inputs"),
    pytest.param(
        inputs(string()), inputs(string(description="d", example="e")), id="said, not asked"
    ),
    pytest.param(
        inputs(string(enumValues=["a", "b"])), inputs(string(enumValues=["b", "a"])), id="order"
    ),
    pytest.param(inputs(string()), inputs(string(required=False)), id="optional by default"),
    pytest.param(outputs(string()), outputs(string(required=True)), id="required by default"),
]


@pytest.mark.parametrize(("old", "new"), NOOP)
def test_noop(old: Prompt, new: Prompt) -> None:
    assert list(changes(old, new)) == []
    assert list(changes(new, old)) == []


def test_another_format_breaks_callers() -> None:
    settings = Settings({"model": {"apiType": "embedding"}})
    new = Prompt("a.prompt", Format.DOTPROMPT, Engine.HANDLEBARS, settings, ())
    assert [change.text for change in changes(prompt(), new)] == [
        "the format changed from prompty-v2 to dotprompt",
        "the template language changed from jinja2 to handlebars",
        "the model.apiType changed from chat to embedding",
    ]


def test_many_values_take_no_time() -> None:
    old = inputs(string(enumValues=[str(number) for number in range(50_000)]))
    new = inputs(string(enumValues=[str(number) for number in range(10, 50_010)]))
    assert [change.text for change in changes(old, new)] == [
        "input `q` is no longer `0`, `1`, `2` and 7 more",
        "input `q` may be `50000`, `50001`, `50002` and 7 more now",
    ]
