from __future__ import annotations

import pytest
from goldenpath_hooks.findings import (
    FAILED,
    INCOMPLETE,
    PASSED,
    Finding,
    HookError,
    Place,
    Severity,
    dotted,
    verdict,
)

HERE = Place(3, 7)


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (
            Finding("a.prompty", HERE, "leftover", "a note", "delete it"),
            "a.prompty:3:7: leftover a note, delete it",
        ),
        (Finding("a.prompty", HERE, "leftover", "a note"), "a.prompty:3:7: leftover a note"),
        (
            Finding("a.prompty", HERE, "leftover", "a note", severity=Severity.WARNING),
            "a.prompty:3:7: leftover (warning) a note",
        ),
        (
            Finding("a.prompty", HERE, "leftover", "a note", severity=Severity.HOUSE),
            "a.prompty:3:7: leftover a note",
        ),
        pytest.param(
            Finding("a b.prompty", HERE, "leftover", "a note"),
            "a b.prompty:3:7: leftover a note",
            id="a blank is left as it is",
        ),
        pytest.param(
            Finding("a\nb.prompty", HERE, "leftover", "a note"),
            "a\\nb.prompty:3:7: leftover a note",
            id="a newline in a name does not make a line",
        ),
        pytest.param(
            Finding("a\udcff.prompty", HERE, "leftover", "a note"),
            "a\\udcff.prompty:3:7: leftover a note",
            id="a name that is no UTF-8 can be printed",
        ),
    ],
)
def test_a_finding_is_one_line(finding: Finding, expected: str) -> None:
    assert str(finding) == expected
    assert expected.encode()


@pytest.mark.parametrize(
    ("severities", "code"),
    [
        ([], PASSED),
        ([Severity.WARNING], PASSED),
        ([Severity.HOUSE], FAILED),
        ([Severity.WARNING, Severity.ERROR], FAILED),
    ],
)
def test_verdict(severities: list[Severity], code: int) -> None:
    assert verdict(Finding("a", HERE, "r", "m", severity=s) for s in severities) == code


def test_findings_are_in_the_order_of_their_places() -> None:
    late, early = Finding("a", Place(10, 1), "r", "m"), Finding("a", Place(9, 80), "r", "m")
    assert sorted([late, early]) == [early, late]


def test_an_error_is_a_usage_error_unless_it_says_otherwise() -> None:
    assert HookError("no").code == 2
    assert HookError("no base", INCOMPLETE).code == 3


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ((), ""),
        (("unit",), "unit"),
        (("stages", 2, "needs"), "stages[2].needs"),
        ((0, 1), "[0][1]"),
    ],
)
def test_dotted(key: tuple[str | int, ...], expected: str) -> None:
    assert dotted(key) == expected
