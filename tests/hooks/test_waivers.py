from __future__ import annotations

from datetime import date, timedelta

import pytest
from goldenpath_hooks import waivers
from goldenpath_hooks.findings import Finding, Place

TODAY = date(2026, 6, 30)
GOOD = "goldenpath: allow leftover until 2026-06-30 by @acme/ai-team: the note is meant"


def finding(line: int, rule: str = "leftover") -> Finding:
    return Finding("a.prompty", Place(line, 1), rule, "a note")


@pytest.mark.parametrize(
    "comment",
    [
        f"# {GOOD}",
        f"{{# {GOOD} #}}",
        f"{{{{! {GOOD} }}}}",
        f"<!-- {GOOD} -->",
        f"text // {GOOD}",
        pytest.param(f"# {GOOD}\r", id="a line that ends with CRLF"),
    ],
)
def test_a_waiver_covers_its_own_line_and_the_next(comment: str) -> None:
    found, broken = waivers.read("a.prompty", f"one\n{comment}\nthree\nfour", TODAY)
    assert broken == []
    findings = [finding(line) for line in (1, 2, 3, 4)]
    assert list(waivers.apply(findings, found)) == [finding(1), finding(4)]


def test_a_waiver_of_the_file_covers_all_of_it() -> None:
    text = f"# {GOOD.replace('allow', 'allow-file')}"
    found, broken = waivers.read("a.prompty", text, TODAY)
    assert broken == []
    assert list(waivers.apply([finding(1), finding(99)], found)) == []


def test_a_waiver_covers_no_other_rule() -> None:
    found, _ = waivers.read("a.prompty", f"# {GOOD}", TODAY)
    other = finding(1, "role-missing")
    assert list(waivers.apply([other], found)) == [other]


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("goldenpath: allow leftover", id="nothing but the rule"),
        pytest.param("goldenpath: allow leftover until 2026-07-01", id="no owner"),
        pytest.param("goldenpath: allow leftover until 2026-07-01 by @a:", id="no reason"),
        pytest.param("goldenpath: allow leftover until 2026-07-01 by @a:  ", id="a blank reason"),
        pytest.param("goldenpath: allow leftover until 2026-02-30 by @a: x", id="no such day"),
        pytest.param("goldenpath: allow leftover until 1.7.2026 by @a: x", id="another calendar"),
        pytest.param("goldenpath: allow until 2026-07-01 by @a: x", id="no rule"),
    ],
)
def test_a_waiver_without_a_part_is_a_finding(comment: str) -> None:
    found, broken = waivers.read("a.prompty", f"one\n  {comment}", TODAY)
    assert found == []
    assert [(f.rule, f.place) for f in broken] == [("waiver-form", Place(2, 3))]


def test_a_waiver_ends_after_its_last_day() -> None:
    found, broken = waivers.read("a.prompty", f"# {GOOD}", date(2026, 7, 1))
    assert found == []
    assert [f.rule for f in broken] == ["waiver-expired"]
    assert "by @acme/ai-team ended on 2026-06-30" in broken[0].message


def test_a_waiver_lasts_a_year_at_most() -> None:
    year = date(2026, 6, 30) - timedelta(days=366)
    assert len(waivers.read("a.prompty", f"# {GOOD}", year)[0]) == 1
    found, broken = waivers.read("a.prompty", f"# {GOOD}", year - timedelta(days=1))
    assert found == []
    assert [str(finding) for finding in broken] == [
        "a.prompty:1:3: waiver-form the waiver of leftover by @acme/ai-team lasts longer than "
        "a year, name a day within a year"
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "2026-06-30", "9999-12-31"])
def test_each_waiver_held_once(day: str) -> None:
    (waiver,) = waivers.ever(f"# {GOOD.replace('2026-06-30', day)}\n# goldenpath: allow x\n")
    assert waiver.covers(finding(2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        pytest.param("the goldenpath allows leftovers", id="a sentence"),
        pytest.param("goldenpath: allowed", id="a longer word"),
        pytest.param("# goldenpath: v1", id="another remark"),
    ],
)
def test_what_is_no_waiver_is_left_alone(text: str) -> None:
    assert waivers.read("a.prompty", text, TODAY) == ([], [])


def test_a_long_line_is_read_at_once() -> None:
    text = "goldenpath: allow " + "a" * 200_000 + " until " + " by " * 50_000
    _, broken = waivers.read("a.prompty", text, TODAY)
    assert len(broken) == 1
