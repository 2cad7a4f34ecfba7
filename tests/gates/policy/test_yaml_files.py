from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import yaml_files


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on: push", {"on": "push"}),
        ("a: yes\nb: true\nc: off", {"a": "yes", "b": True, "c": "off"}),
        ("1: a\n2.5: b", {"1": "a", "2.5": "b"}),
        ("true: a\nnull: b", {"true": "a", "null": "b"}),
        ("a: =", {"a": "="}),
        ("a: 2027-01-31", {"a": "2027-01-31"}),
        ("a: !reference [b, c]", {"a": {"!reference": ["b", "c"]}}),
        ("a: !x {b: 1}\nc: !y d", {"a": {"!x": {"b": 1}}, "c": {"!y": "d"}}),
        ("a: .inf\nb: .nan", {"a": "inf", "b": "nan"}),
        ("a: !!binary aGk=", {"a": "hi"}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ('{"a": [1, null]}', {"a": [1, None]}),
        ("", {}),
    ],
)
def test_loads_what_json_can_say(text: str, expected: Any) -> None:
    assert yaml_files.load(text, "f")[0] == expected


def test_empty_documents_do_not_count() -> None:
    assert [one for one, _ in yaml_files.load_all("---\n---\na: 1\n--- # x\nb: 2\n", "f")] == [
        {"a": 1},
        {"b": 2},
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "f:2:1: this is no YAML"),
        ("a: b: c", "f:1:5: this is no YAML"),
        ("\tx", "f:1:1: this is no YAML"),
        ("a: &x 1\nb: *y", "f:2:4: this is no YAML"),
        ("a: !!python/object:os.system x", "f:1:4"),
        ("a: &x [1]\nb: [" + "*x, " * 1001 + "]", "aliases"),
        ("a: 1\n---\nb: 2", "one document is expected, 2"),
    ],
)
def test_what_cannot_be_judged_says_where(text: str, says: str) -> None:
    with pytest.raises(IncompleteError) as error:
        yaml_files.load(text, "f")
    assert says in str(error.value)


@pytest.mark.parametrize("text", ["[" * 3000, "{a: " * 3000, "- " * 3000 + "x"])
def test_endless_nesting_is_an_error(text: str) -> None:
    with pytest.raises(IncompleteError):
        yaml_files.load(text, "f")


TEXT = "a: 1\nb:\n  - c: 2\n    d: [x, y]\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), (1, 1)),
        (("a",), (1, 1)),
        (("b", 0, "c"), (3, 5)),
        (("b", 0, "d", 1), (4, 12)),
        (("b", 0, "missing"), (3, 5)),
        (("b", 7), (2, 1)),
        (("a", "x"), (1, 1)),
    ],
)
def test_place_is_the_nearest_there_is(path: tuple[str | int, ...], expected: Any) -> None:
    assert yaml_files.load(TEXT, "f")[1](path) == expected


def test_places_of_a_later_document() -> None:
    found = list(yaml_files.load_all("---\na: 1\n---\nb: 2\n", "f"))
    assert [place(("b",)) for _, place in found] == [(2, 1), (4, 1)]
