from __future__ import annotations

from typing import Any

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.located import Located
from goldenpath_hooks.prompts.notations import json, yaml
from goldenpath_hooks.prompts.source import Source


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1\nb: [x, {c: 1.5}]", {"a": 1, "b": ["x", {"c": 1.5}]}),
        ("1: a\nyes: b\n~: c", {"1": "a", "yes": "b", "~": "c"}),
        ("a: 2020-01-01\nb: 1:2020", {"a": "2020-01-01", "b": "1:2020"}),
        ("a: !x 1\nb: !!str 1\nc: !!python/name:os.system ''", {"a": "1", "b": "1", "c": ""}),
        ("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}", None),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("a: !!int x", {"a": "x"}),
        ("", None),
    ],
)
def test_yaml(text: str, data: Any) -> None:
    located = of(text)
    assert located.problems == ()
    if data is not None:
        assert located.settings.data == data


def test_merge() -> None:
    data = of("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}").settings.data
    assert data["d"] == {"b": 1, "c": 3}


def test_places_count_characters() -> None:
    settings = of("\u00e9: [a,\u2028b]\nc:\n  - d").settings
    assert settings.at("\u00e9", 0) == Place(1, 5)
    assert settings.at("c", 0) == Place(3, 5)
    assert settings.at("c", 0, "nowhere") == Place(3, 5)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: b: c", "not allowed", Place(1, 5)),
        ("a: 1\nb: 2\na: 3", "second time", Place(3, 1)),
        ("a: *b", "no anchor", Place(1, 4)),
        ("a: &a [*a]", "no anchor", Place(1, 8)),
        ("a: {{b}}", "where a key belongs", Place(1, 5)),
        ("a\n---\nb", "second YAML document", Place(2, 1)),
        ("\u00e9: \0", "U+0000", Place(1, 4)),
        ("[" * 200, "nested more than", Place(1, 101)),
        ("a: " + "{b: " * 200, "nested more than", Place(1, 400)),
        ("- " * 200, "nested more than", Place(1, 201)),
    ],
)
def test_yaml_problems(text: str, message: str, place: Place) -> None:
    (problem,) = of(text).problems[:1]
    assert message in problem.message
    assert problem.place == place


def test_alias_bomb() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    located = of("\n".join(lines))
    assert located.broken
    assert "aliases" in located.problems[0].message


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": [1, "\\ud83d\\ude00", null, true]}', {"a": [1, "\U0001f600", None, True]}),
        ('{"a": "\\ud800", "b": -1.5e3}', {"a": "?", "b": -1500.0}),
    ],
)
def test_json(text: str, data: Any) -> None:
    located = json.read(Source("a", text))
    assert located.settings.data == data
    assert located.settings.at("b").column in (1, 17)


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "9" * 5_000, '{"a": 1, "a": 2}'])
def test_json_problems(text: str) -> None:
    assert len(json.read(Source("a", text)).problems) == 1


def of(text: str) -> Located:
    return yaml.read(Source("a", text))
