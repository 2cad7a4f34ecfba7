"""A tool is promised to prompts, golden cases and recorded calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from goldenpath_gates.contracts import kinds
from goldenpath_gates.contracts.document import Document, DocumentError

from tests.gates.contracts import promised

Edit = Callable[[dict[str, Any]], Any]


def changes(edit: Edit, start: Edit = lambda _: None) -> list[tuple[str, str, str]]:
    """Rule, level and pointer of each change."""
    base, revision = promised.tool(), promised.tool()
    for document in (base, revision):
        start(document["function"])
    edit(revision["function"])
    sides = Document("base", base), Document("revision", revision)
    return [(each.rule, each.level, each.pointer) for each in kinds.compare("tool", *sides)]


def rename(properties: dict[str, Any], old: str, new: str) -> None:
    properties[new] = properties.pop(old)


PARAMETERS = "/function/parameters"
CITY = f"{PARAMETERS}/properties/city"
BREAKS: dict[str, tuple[Edit, tuple[str, str]]] = {
    "renamed": (lambda f: f.update(name="find"), ("tool-removed", "/function/name")),
    "a parameter renamed": (
        lambda f: rename(f["parameters"]["properties"], "city", "town"),
        ("tool-parameter-removed", CITY),
    ),
    "a parameter removed": (
        lambda f: f["parameters"]["properties"].clear(),
        ("tool-parameter-removed", CITY),
    ),
    "a parameter of another type": (
        lambda f: f["parameters"]["properties"]["city"].update(type="integer"),
        ("request-type-changed", f"{CITY}/type"),
    ),
    "a parameter that must be given": (
        lambda f: f["parameters"]["required"].append("city"),
        ("request-property-became-required", CITY),
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_breaking(name: str) -> None:
    edit, (rule, pointer) = BREAKS[name]
    breaking = [(rule, where) for rule, level, where in changes(edit) if level == "breaking"]
    assert breaking == [(rule, pointer)]


def test_a_renamed_tool_is_another() -> None:
    assert changes(lambda f: f.update(name="find", description="Finds.")) == [
        ("tool-removed", "breaking", "/function/name"),
        ("tool-added", "addition", "/function/name"),
    ]


def test_a_parameter_removed_behind_a_reference() -> None:
    def refer(function: dict[str, Any]) -> None:
        place = {"type": "object", "properties": {"zip": {"type": "string"}}}
        function["parameters"]["$defs"] = {"place": place}
        function["parameters"]["properties"]["place"] = {"$ref": "#/$defs/place"}

    found = changes(lambda f: f["parameters"]["$defs"]["place"]["properties"].clear(), refer)
    pointer = f"{PARAMETERS}/$defs/place/properties/zip"
    assert found == [("tool-parameter-removed", "breaking", pointer)]


HARMLESS: dict[str, tuple[Edit, list[tuple[str, str]]]] = {
    "nothing": (lambda _: None, []),
    "another description": (
        lambda f: f.update(description="Finds a city."),
        [("tool-description-changed", "change")],
    ),
    "strict from now on": (
        lambda f: f.update(strict=True),
        [("tool-strict-changed", "warning")],
    ),
    "strict said, and as it was": (lambda f: f.update(strict=False), []),
    "a new parameter": (
        lambda f: f["parameters"]["properties"].update(street={"type": "string"}),
        [("request-property-added", "addition")],
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_noop_nothing_breaks(name: str) -> None:
    edit, expected = HARMLESS[name]
    assert [(rule, level) for rule, level, _ in changes(edit)] == expected


WRONG: dict[str, Edit] = {
    "no name": lambda f: f.pop("name"),
    "a name that no API takes": lambda f: f.update(name="search a city"),
    "no parameters": lambda f: f.pop("parameters"),
    "strict in words": lambda f: f.update(strict="yes"),
    "an unknown key": lambda f: f.update(returns={}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_definition_that_no_api_takes_is_not_judged(wrong: str) -> None:
    with pytest.raises(DocumentError, match=r"^revision: /: tool-form .*, write version"):
        changes(WRONG[wrong])
