from __future__ import annotations

from itertools import pairwise

import pytest
from goldenpath_hooks.prompts.versions import Level, due, enough, parse

# The order that semver.org gives as its example.
ORDER = (
    *("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2"),
    *("1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "2.0.0", "10.0.0"),
)


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(ORDER)))
def test_order(lower: str, higher: str) -> None:
    one, other = parse(lower), parse(higher)
    assert one
    assert other
    assert one < other
    assert not other < one
    assert (str(one), str(other)) == (lower, higher)


@pytest.mark.parametrize(
    "text",
    ["", None, "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0 ", "1.0.0\n", "१.0.0"]
    + ["1.0.0+", "1" * 9_999 + ".0.0", "1.0.0-" + "a." * 50_000],
)
def test_no_version(text: str | None) -> None:
    assert parse(text) is None


def test_a_build_has_no_rank() -> None:
    assert parse("1.0.0+linux.7") == parse("1.0.0")


@pytest.mark.parametrize(
    ("old", "level", "expected"),
    [
        ("1.2.3", Level.MAJOR, "2.0.0"),
        ("1.2.3", Level.MINOR, "1.3.0"),
        ("1.2.3", Level.PATCH, "1.2.4"),
        ("0.2.3", Level.MAJOR, "0.3.0"),
        ("0.2.3", Level.MINOR, "0.2.4"),
        ("0.2.3", Level.PATCH, "0.2.4"),
        ("2.0.0-rc.1", Level.MAJOR, "2.0.0-rc.2"),
        ("2.0.0-rc", Level.PATCH, "2.0.0-rc.1"),
    ],
)
def test_due(old: str, level: Level, expected: str) -> None:
    version = parse(old)
    assert version
    assert str(due(version, level)) == expected


@pytest.mark.parametrize(
    ("old", "new", "level", "expected"),
    [
        ("1.2.3", "1.2.4", Level.PATCH, True),
        ("1.2.3", "1.2.4", Level.MINOR, False),
        ("1.2.3", "1.3.0", Level.MINOR, True),
        ("1.2.3", "1.3.0", Level.MAJOR, False),
        ("1.2.3", "4.0.0", Level.PATCH, True),
        ("1.2.3", "1.2.3", Level.PATCH, False),
        ("1.2.3", "2.0.0-rc.1", Level.MAJOR, True),
        ("1.2.3", "1.2.3-rc.1", Level.PATCH, False),
        ("0.2.3", "0.3.0", Level.MAJOR, True),
        ("0.2.3", "0.2.4", Level.MAJOR, False),
        ("0.2.3", "1.0.0", Level.MAJOR, True),
        ("2.0.0-rc.1", "2.0.0-rc.2", Level.MAJOR, True),
        ("2.0.0-rc.1", "2.0.0", Level.MAJOR, True),
    ],
)
def test_enough(old: str, new: str, level: Level, expected: bool) -> None:
    one, other = parse(old), parse(new)
    assert one
    assert other
    assert enough(one, other, level) is expected
