"""The figures of a whole run: metrics, tags, worst cases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.report import heat, summary, worst
from goldenpath_gates.evals.report.summary import Pair
from goldenpath_gates.evals.scores import Scores

from tests.gates.evals.report.support import a_result


def a_pair(now: list[Record], before: list[Record] | None = None) -> Pair:
    return Pair(Scores.of(now), None if before is None else Scores.of(before))


def rows(
    scores: dict[str, float], count: int, tag: str = "canary", weight: float = 1.0
) -> list[Record]:
    return [
        Record(f"{tag}-{i}", "d", "?", tags=(tag,), weight=weight, scores=scores)
        for i in range(count)
    ]


def test_means_are_weighted_and_differences_paired() -> None:
    now = rows({"rouge_l": 1.0}, 1, weight=3.0) + rows({"rouge_l": 0.0, "cosine": 0.5}, 1, "b")
    before = rows({"rouge_l": 0.5}, 1, weight=3.0) + rows({"cosine": 0.1}, 1, "b")
    found = {row.metric: row for row in summary.rows(a_pair(now, before))}
    assert (found["rouge_l"].mean, found["rouge_l"].cases) == (0.75, 2)
    assert found["rouge_l"].difference == pytest.approx(0.5)
    assert found["cosine"].difference == pytest.approx(0.4)


def test_a_baseline_of_other_cases_is_not_compared_with() -> None:
    result = replace(a_result(), baseline=Scores.of(rows({"rouge_l": 1.0}, 3)))
    both = summary.pair(result)
    assert both is not None
    assert both.before is None


def test_nothing_scored_has_no_figures() -> None:
    assert summary.pair(a_result(scores=None)) is None


@pytest.mark.parametrize(
    ("count", "now", "text", "level"),
    [
        (20, 0.5, "\u221210.0", -3),
        (20, 0.57, "\u22123.0", -2),
        (20, 0.595, "\u22120.5", -1),
        (20, 0.7, "+10.0", 3),
        (9, 0.5, "\u221210.0", 0),
        (20, 0.6, "", 0),
    ],
)
def test_a_cell_has_a_sign_and_a_colour(count: int, now: float, text: str, level: int) -> None:
    both = a_pair(rows({"rouge_l": now}, count), rows({"rouge_l": 0.6}, count))
    (everything, canary) = heat.table(a_result(rulings=()), both).lines
    (cell,) = canary.cells
    assert cell is not None
    assert (cell.difference, cell.level) == (text, level)
    assert everything.cases == count


def test_less_of_a_bad_thing_is_better() -> None:
    both = a_pair(rows({"pii_leak": 0.0}, 20), rows({"pii_leak": 0.2}, 20))
    (cell,) = heat.table(a_result(rulings=()), both).lines[0].cells
    assert cell is not None
    assert (cell.difference, cell.level) == ("\u221220.0", 3)


def test_what_does_not_fit_is_said() -> None:
    many = [record for i in range(60) for record in rows({"rouge_l": 1.0}, 1, f"tag-{i:02d}")]
    table = heat.table(a_result(), a_pair(many))
    assert len(table.lines) == 1 + heat.MOST_TAGS
    assert table.left_out == ["Not shown: 20 tags with fewer cases."]


def test_the_worst_case_fails_most() -> None:
    bad = rows({"contains": 0.0, "label_accuracy": 0.0}, 1, "bad")
    half = rows({"contains": 1.0, "label_accuracy": 0.0}, 1, "half")
    good = rows({"contains": 1.0, "label_accuracy": 1.0}, 1, "good")
    silent = [Record("silent", "d", "?", error="503 four times")]
    before = rows({"contains": 1.0}, 1, "bad") + half + good + silent
    found = worst.worst(
        a_pair(good + half + bad + silent, [good[0], half[0], before[0], silent[0]])
    )
    assert [one.id for one in found] == ["silent", "bad-0", "half-0"]
    assert found[0].error == "503 four times"
    assert found[1].failed == ["contains 0.000", "label_accuracy 0.000"]
    assert [one.failed_before for one in found[1:]] == [False, True]
