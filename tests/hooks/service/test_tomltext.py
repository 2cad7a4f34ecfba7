from __future__ import annotations

import tomllib

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Key
from goldenpath_hooks.service.tomltext import places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1", {("a",): Place(1, 1)}),
        ("# b\n  a = 1", {("a",): Place(2, 3)}),
        ('"a b" = 1', {("a b",): Place(1, 1)}),
        ("'a.b' = 1", {("a.b",): Place(1, 1)}),
        ('"\\u0061" = 1', {("a",): Place(1, 1)}),
        ("a . b = 1", {("a",): Place(1, 1), ("a", "b"): Place(1, 5)}),
        ("[a]\nb = 1", {("a",): Place(1, 2), ("a", "b"): Place(2, 1)}),
        ("[ a.b ]", {("a",): Place(1, 3), ("a", "b"): Place(1, 5)}),
        ("a = [\n1, # b = 1\n]\nc = 1", {("a",): Place(1, 1), ("c",): Place(4, 1)}),
        ("a = { b = 1 }\nc = 1", {("a",): Place(1, 1), ("c",): Place(2, 1)}),
        ('a = """\nb = 1\n\\""" """\nc = 1', {("a",): Place(1, 1), ("c",): Place(4, 1)}),
        ('a = """x"""""\nc = 1', {("a",): Place(1, 1), ("c",): Place(2, 1)}),
        ("a = '''\nb = 1\\'''\nc = 1", {("a",): Place(1, 1), ("c",): Place(3, 1)}),
        (
            "[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 1",
            {
                ("a",): Place(1, 3),
                ("a", 0): Place(1, 3),
                ("a", 0, "b"): Place(2, 1),
                ("a", 1): Place(3, 3),
                ("a", 1, "c"): Place(4, 4),
                ("a", 1, "c", "d"): Place(5, 1),
            },
        ),
    ],
)
def test_places(text: str, expected: dict[Key, Place]) -> None:
    tomllib.loads(text)
    assert places(text) == expected


@pytest.mark.parametrize("text", ["", "# a = 1\n", "\n\n"])
def test_noop(text: str) -> None:
    assert places(text) == {}
