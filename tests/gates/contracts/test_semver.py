from __future__ import annotations

import pytest
from goldenpath_gates.contracts.change import Change, Level
from goldenpath_gates.contracts.semver import Step, consequence, fault


def change(level: Level) -> Change:
    return Change("a-rule", level, "", "something changed")


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((), None),
        (("change",), None),
        (("change", "addition"), Step.MINOR),
        (("warning",), Step.MINOR),
        (("addition", "breaking", "warning"), Step.MAJOR),
    ],
)
def test_consequence(levels: tuple[Level, ...], expected: Step | None) -> None:
    assert consequence(map(change, levels)) is expected


DUE = [
    ("1.4.0", "1.4.0", Step.MAJOR, "version-due", "2.0.0"),
    ("1.4.0", "1.5.0", Step.MAJOR, "version-due", "2.0.0"),
    ("1.4.0", "1.4.0", Step.MINOR, "version-due", "1.5.0"),
    ("1.4.0", "1.4.1", Step.MINOR, "version-due", "1.5.0"),
    ("1.4.0", "1.5.0-rc.1", Step.MAJOR, "version-due", "2.0.0"),
    ("0.4.1", "0.4.2", Step.MAJOR, "version-due", "0.5.0"),
    ("0.4.1", "0.4.1", Step.MINOR, "version-due", "0.4.2"),
    ("2.0.0-rc.1", "2.0.0-rc.1", Step.MAJOR, "version-due", "2.0.0-rc.2"),
    ("1.4.0", "1.3.9", None, "version-lowered", "1.4.0"),
    ("1.4.0", "1.4.0-rc.1", None, "version-lowered", "1.4.0"),
    ("1.4.0", "0.9.0", Step.MAJOR, "version-lowered", "1.4.0"),
    ("1.4.0", None, None, "version-missing", "no version"),
    (None, None, None, "version-missing", "no version"),
    ("1.4.0", "1.4", None, "version-form", "'1.4'"),
    (None, "v1.0.0", None, "version-form", "'v1.0.0'"),
    ("1.4.0", "2026-11-22", Step.MAJOR, "version-form", "1.4.0"),
    ("1.4.0", "9" * 5000, None, "version-form", "999"),
]


@pytest.mark.parametrize(("old", "new", "step", "rule", "said"), DUE)
def test_a_version_that_is_not_due(
    old: str | None, new: str | None, step: Step | None, rule: str, said: str
) -> None:
    found = fault(old, new, step)
    assert found is not None
    assert found[0] == rule
    assert said in found[1]
    assert len(found[1]) < 200


NOOP = [
    pytest.param("1.4.0", "1.4.0", None, id="nothing changed"),
    pytest.param("1.4.0", "3.0.0", None, id="raised without need"),
    pytest.param("1.4.0", "1.4.1+build.7", None, id="a build has no rank"),
    pytest.param("1.4.0", "1.5.0", Step.MINOR, id="an addition"),
    pytest.param("1.4.0", "2.0.0", Step.MAJOR, id="a break"),
    pytest.param("1.4.0", "2.0.0-rc.1", Step.MAJOR, id="a break, announced"),
    pytest.param("2.0.0-rc.1", "2.0.0-rc.2", Step.MAJOR, id="a pre-release promises nothing"),
    pytest.param("2.0.0-rc.1", "2.0.0", Step.MAJOR, id="the release after its pre-release"),
    pytest.param("0.4.1", "0.4.2", Step.MINOR, id="an addition before 1.0.0"),
    pytest.param("0.4.1", "0.5.0", Step.MAJOR, id="a break before 1.0.0"),
    pytest.param("0.4.1", "1.0.0", Step.MAJOR, id="a break up to 1.0.0"),
    pytest.param(None, "0.1.0", None, id="a new contract"),
    pytest.param("summer", "1.0.0", Step.MAJOR, id="the first version that is one"),
]


@pytest.mark.parametrize(("old", "new", "step"), NOOP)
def test_noop(old: str | None, new: str, step: Step | None) -> None:
    assert fault(old, new, step) is None
