from __future__ import annotations

import json
from typing import Any

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.formats.jsontext import keys, place
from goldenpath_hooks.prompts.document import Key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", {}),
        ("[]", {}),
        ('{"a": 1}', {("a",): Place(1, 2)}),
        ('{\n\t"\\u0061": [\n1, {"b": {}}]}', None),
        ('["{", "a,b", [2]]', None),
        ('{"a": {"b": 1}, "c": [[], 1]}', None),
    ],
)
def test_keys(text: str, expected: dict[Key, Place] | None) -> None:
    found = {key: place(text, position) for key, position in keys(text)}
    assert set(found) == set(_ways(json.loads(text)))
    assert found == expected or expected is None


def _ways(value: object, key: Key = ()) -> list[Key]:
    items: dict[Any, object] = dict(enumerate(value)) if isinstance(value, list) else {}
    items = value if isinstance(value, dict) else items
    return [way for s, inner in items.items() for way in ((*key, s), *_ways(inner, (*key, s)))]


def test_place() -> None:
    text = '{\n  "é": {\n    "b": 1\n  }\n}'
    assert {key: place(text, at) for key, at in keys(text)} == {
        ("é",): Place(2, 3),
        ("é", "b"): Place(3, 5),
    }
