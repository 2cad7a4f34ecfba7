from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.texts import examples, strings

from tests.hooks.prompts.rules.asking import prompty


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"a": "b", "c": ["d", {"e": "f"}]},
            [(("a",), "b"), (("c", 0), "d"), (("c", 1, "e"), "f")],
        ),
        ("a", [((), "a")]),
        ({"a": 1, "b": None}, []),
        (None, []),
    ],
)
def test_strings(data: object, expected: object) -> None:
    assert [*strings(data)] == expected


def test_an_alias_is_visited_once() -> None:
    data: object = ["lol"]
    for _ in range(100):
        data = [data, data]
    assert len([*strings(data)]) == 1


def test_no_recursion() -> None:
    data: object = "deep"
    for _ in range(10_000):
        data = [data]
    assert len([*strings(data)]) == 1


def test_examples() -> None:
    head = "description: no\nsample:\n  question: one\nmetadata:\n  note: no\n"
    (prompt,) = read("prompts/a.prompty", prompty(head).encode()).prompts
    assert [*examples(prompt)] == [(("sample", "question"), "one")]
