from __future__ import annotations

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import (
    Engine,
    Format,
    Key,
    Prompt,
    Settings,
    Template,
)
from goldenpath_hooks.prompts.places import place_of, spot


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, Place(4, 9)), (1, Place(4, 10)), (2, Place(5, 1)), (4, Place(6, 1)), (5, Place(6, 2))],
)
def test_spot(offset: int, place: Place) -> None:
    assert spot(Template(Engine.JINJA2, "a\nb\nc", Place(4, 9)), offset) == place


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"metadata": {"version": "1"}}, Place(3, 3)),
        ({"version": "1"}, Place(9, 1)),
        ({"metadata": {}}, Place(2, 1)),
        ({}, Place(1, 1)),
    ],
)
def test_place_of(data: dict[str, object], place: Place) -> None:
    everywhere: dict[Key, Place] = {
        ("metadata", "version"): Place(3, 3),
        ("metadata",): Place(2, 1),
        ("version",): Place(9, 1),
    }
    settings = Settings(data)
    places = {key: where for key, where in everywhere.items() if settings.get(*key) is not None}
    prompt = Prompt("a", Format.PROMPTY_V2, Engine.JINJA2, Settings(data, places), ())
    assert place_of(prompt, "version") == place
