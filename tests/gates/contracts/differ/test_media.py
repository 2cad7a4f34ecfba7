from __future__ import annotations

import pytest
from goldenpath_gates.contracts.differ.media import parse


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("application/json", "Application/JSON"),
        ("application/json", "application/json; charset=UTF-8"),
        ("application/json", 'application/json;charset="utf-8";'),
        ("a/b; x=1; y=2", "a/b;y=2;X=1"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert parse(one) == parse(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("text/csv", "text/plain"),
        ("text/csv", "text/csv; charset=latin-1"),
        ("a/b; v=1", "a/b; v=A"),
        ("a", "b"),
        ("", "*/*"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert parse(one) != parse(other)


@pytest.mark.parametrize(
    ("wide", "narrow", "covered"),
    [
        ("*/*", "a/b", True),
        ("a/*", "a/b; v=1", True),
        ("a/b", "a/b; v=1", True),
        ("a/b; v=1", "a/b", False),
        ("a/b", "a/*", False),
        ("a/*", "b/b", False),
        ("application/json", "application/problem+json", False),
    ],
)
def test_covers(wide: str, narrow: str, covered: bool) -> None:
    assert parse(wide).covers(parse(narrow)) is covered


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("application/json", "application/problem+json", True),
        ("application/json", "application/json; v=2", True),
        ("application/problem+json", "application/json", False),
        ("application/json", "text/json", False),
    ],
)
def test_resembles(one: str, other: str, alike: bool) -> None:
    assert parse(one).resembles(parse(other)) is alike
