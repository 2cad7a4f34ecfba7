"""What changed between two records, and what of it a reviewer has to see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.__main__ import main
from goldenpath_gates.evidence import limits
from goldenpath_gates.evidence.differences import Change, changes
from goldenpath_gates.evidence.record import PREDICATE, STATEMENT, Record
from goldenpath_gates.report import Figure

from tests.gates.evidence_support import (
    APPROVAL,
    COVERAGE,
    RUN,
    WAIVER,
    predicate,
    stage,
    versions,
)
from tests.gates.support import COMMIT, violation

FILE = "reports/unit/junit.xml"


def record(*stages: dict[str, Any], commit: str = COMMIT, **changes: Any) -> Record:
    body = predicate(stages=list(stages or (stage(COVERAGE),)), commit=commit, **changes)
    return Record([{"name": "Answer Service", "digest": {"gitCommit": commit}}], body)


def figures(*found: Figure) -> Record:
    return record(stage(*found))


def coverage(value: float, limit: str | None, passed: bool | None = True) -> Figure:
    return Figure("coverage", value, "%", limit, passed)


OLD = record()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            OLD,
            record(stage(COVERAGE, outcome="failed"), verdict="failed"),
            [
                Change("verdict", "train", "passed", "failed"),
                Change("stage", "unit", "passed", "failed"),
            ],
        ),
        (
            OLD,
            record(stage(COVERAGE), stage(name="image")),
            [Change("stage", "image", None, "passed", "added")],
        ),
        (
            OLD,
            figures(coverage(80.5, ">= 85", False)),
            [Change("figure", "unit: coverage", 98.63, 80.5, "broken", "%")],
        ),
        (
            figures(coverage(98.63, ">= 99", False)),
            OLD,
            [
                Change("threshold", "unit: coverage", ">= 99", ">= 85", "weaker"),
                Change("figure", "unit: coverage", 98.63, 98.63, "kept again", "%"),
            ],
        ),
        (
            OLD,
            figures(),
            [
                Change("threshold", "unit: coverage", ">= 85", None, "no longer judged"),
                Change("figure", "unit: coverage", 98.63, None, "gone", "%"),
            ],
        ),
        (
            OLD,
            figures(coverage(98.63, ">= 85", None)),
            [Change("threshold", "unit: coverage", ">= 85", None, "no longer judged")],
        ),
        (
            figures(coverage(98.63, None, None)),
            OLD,
            [Change("threshold", "unit: coverage", None, ">= 85", "judged now")],
        ),
        (
            OLD,
            figures(COVERAGE, Figure("tests", 3)),
            [Change("figure", "unit: tests", None, 3, "added")],
        ),
        (
            OLD,
            record(waivers=[WAIVER]),
            [
                Change(
                    "waiver",
                    "policy: workload-limits a.yaml: has no limits",
                    None,
                    "@acme/ai until 2027-01-31: until the move",
                    "added",
                )
            ],
        ),
        (
            record(waivers=[WAIVER]),
            OLD,
            [
                Change(
                    "waiver",
                    "policy: workload-limits a.yaml: has no limits",
                    "@acme/ai until 2027-01-31: until the move",
                    None,
                    "ended",
                )
            ],
        ),
        (
            record(waivers=[WAIVER]),
            record(waivers=[WAIVER, {**WAIVER, "expires": "2028-01-31"}]),
            [
                Change(
                    "waiver",
                    "policy: workload-limits a.yaml: has no limits",
                    "@acme/ai until 2027-01-31: until the move",
                    "@acme/ai until 2027-01-31: until the move; "
                    "@acme/ai until 2028-01-31: until the move",
                )
            ],
        ),
        (
            OLD,
            record(approvals=[APPROVAL]),
            [Change("approval", "policy in policy-approval", None, RUN, "added")],
        ),
        (OLD, record(commit="f" * 40), [Change("subject", "commit", COMMIT, "f" * 40)]),
        (
            OLD,
            record(versions=versions("0.7.1")),
            [Change("version", "library", "0.7.0", "0.7.1")],
        ),
        (
            record(digests={FILE: "a" * 64}),
            record(digests={FILE: "b" * 64}),
            [Change("file", FILE, "a" * 64, "b" * 64)],
        ),
    ],
)
def test_changes(old: Record, new: Record, expected: list[Change]) -> None:
    assert changes(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(OLD, OLD, id="the same"),
        pytest.param(OLD, record(created="2026-11-23T10:00:00+00:00"), id="later"),
        pytest.param(OLD, record(run={"forge": "github"}), id="in another run"),
        pytest.param(
            record({**stage(), "report": None}), record({**stage(), "report": None}), id="no report"
        ),
        pytest.param(
            record(waivers=[WAIVER]), record(waivers=[WAIVER, WAIVER]), id="the same twice"
        ),
    ],
)
def test_noop(old: Record, new: Record) -> None:
    assert changes(old, new) == []


def test_a_limit_does_not_hide_behind_another_of_the_same_figure() -> None:
    """recall@5 has to be high, and must not fall far below the baseline."""
    floor, drop = ">= 0.9", "at most 0.01 below the baseline"
    old = figures(*(Figure("recall@5", 0.98, None, limit, True) for limit in (floor, drop)))
    for first, second in ((">= 0.5", drop), (floor, "at most 0.2 below the baseline")):
        new = figures(*(Figure("recall@5", 0.98, None, limit, True) for limit in (second, first)))
        (change,) = changes(old, new)
        assert (change.about, change.remark) == ("threshold", "weaker")


def test_values_of_one_name_are_told_together() -> None:
    new = figures(COVERAGE, coverage(12, None, None))
    assert changes(OLD, new) == [
        Change("figure", "unit: coverage", 98.63, "98.63, 12", unit="%"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (">= 85", ">= 80", "weaker"),
        (">= 85", ">= 90", "stricter"),
        ("<= 0", "<= 3", "weaker"),
        ("<= 200", "<= 150", "stricter"),
        ("= 0", "<= 3", "weaker"),
        ("<= 3", "= 0", "stricter"),
        ("<= 1e-05", "<= 0.01", "weaker"),
        ("at most 0.01 below the baseline", "at most 0.1 below the baseline", "weaker"),
        ("within 3.0% of the baseline", "within 2.0% of the baseline", "stricter"),
        ("wins by 3.0%", "wins by 1.0%", "weaker"),
        ("= 33", "= 34", "another limit"),
        (">= 85", "<= 85", "another limit"),
        (">= 1", "wins by 1.0%", "another limit"),
        ("wins by 1.0%", "at most 2 below the baseline", "another limit"),
        ("about right", ">= 85", "another limit"),
        (None, ">= 85", "judged now"),
        (">= 85", None, "no longer judged"),
    ],
)
def test_which_limit_is_weaker(old: str | None, new: str | None, expected: str) -> None:
    assert limits.compared(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([">= 1", "<= 3"], ["<= 4", ">= 1"], [(">= 1", ">= 1"), ("<= 3", "<= 4")]),
        (["= 0"], ["<= 3"], [("= 0", "<= 3")]),
        ([">= 1", "= 2"], [">= 1"], [(">= 1", ">= 1"), ("= 2", None)]),
        ([], [">= 1"], [(None, ">= 1")]),
        ([], [], []),
    ],
)
def test_limits_are_paired_by_their_form(
    old: Sequence[str], new: Sequence[str], expected: list[Any]
) -> None:
    assert list(limits.paired(old, new)) == expected


# --- the command ---------------------------------------------------------------------------------

NEW = record(
    stage(coverage(90, ">= 80")), commit="f" * 40, waivers=[WAIVER], digests={FILE: "b" * 64}
)


def files(folder: Path, *records: Record) -> list[str]:
    paths = [folder / f"{number}.json" for number in range(len(records))]
    for path, one in zip(paths, records, strict=True):
        body = one.to_json()
        assert violation(body, "evidence") is None
        path.write_text(json.dumps(body), encoding="utf-8")
    return [str(path) for path in paths]


def told(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main(["evidence", "diff", *args]) == 0
    return capsys.readouterr().out


def test_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, *files(tmp_path, OLD, NEW))
    until = "@acme/ai until 2027-01-31: until the move"
    assert (
        said.replace(until, "UNTIL")
        == """\
     service         verdict  commit        created                    evidence version
old  Answer Service  passed   0123456789ab  2026-11-22T10:00:00+00:00  2
new  Answer Service  passed   ffffffffffff  2026-11-22T10:00:00+00:00  2

about              what                                           old           new
threshold  weaker  unit: coverage                                 >= 85         >= 80
figure             unit: coverage                                 98.63 %       90 %
waiver     added   policy: workload-limits a.yaml: has no limits  -             UNTIL
subject            commit                                         0123456789ab  ffffffffffff
file       added   reports/unit/junit.xml                         -             bbbbbbbbbbbb

changes: 5, weaker limits: 1, waivers added: 1, waivers ended: 0
"""
    )


def test_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys, *files(tmp_path, OLD, NEW), "--format", "markdown")
    assert page.startswith("# What changed\n")
    assert "| threshold | weaker | unit: coverage | >= 85 | >= 80 |" in page


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = json.loads(told(capsys, *files(tmp_path, OLD, NEW), "--format", "json"))
    assert body["old"]["commit"] == COMMIT
    assert body["new"]["version"] == 2
    assert body["changes"][1] == {
        "about": "figure",
        "what": "unit: coverage",
        "old": 98.63,
        "new": 90,
        "remark": "",
        "unit": "%",
    }


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_nothing_changed(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys, *files(tmp_path, OLD, OLD), "--format", form)
    assert page.endswith("nothing changed\n")


def test_a_hostile_record_stays_in_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b[2J\n::error::x | y\n# z <b> `c`"
    new = record(stage(Figure(evil, 1)), service=evil, waivers=[{**WAIVER, "message": evil}])
    for form in ("text", "markdown"):
        page = told(capsys, *files(tmp_path, OLD, new), "--format", form)
        heads = [line for line in page.splitlines() if line.startswith(("::", "#"))]
        assert heads == ["# What changed"] * (form == "markdown")
        assert "\x1b" not in page
        assert form == "text" or not {"<", "`"} & set(page)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("gone.json", "1.json", 2), ("1.json", "gone.json", 2), ("1.json", "bad.json", 3)],
)
def test_what_cannot_be_read_is_said(
    old: str, new: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files(tmp_path, OLD, NEW)
    (tmp_path / "bad.json").write_text("{")
    assert main(["evidence", "diff", str(tmp_path / old), str(tmp_path / new)]) == code
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)


def test_a_record_has_the_type_of_ours() -> None:
    assert (OLD.to_json()["_type"], OLD.to_json()["predicateType"]) == (STATEMENT, PREDICATE)
