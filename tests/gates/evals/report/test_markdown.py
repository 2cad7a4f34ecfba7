from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.evals.report import markdown
from goldenpath_gates.evals.result import Result, Verdict

from tests.gates.evals.report.support import FACTS, RULINGS, SUMMARIES, a_change, a_result, wordy
from tests.gates.evals.report.test_page import hostile


def lines(result: Result) -> list[str]:
    return markdown.text(result, Path("reports/eval")).splitlines()


@pytest.mark.parametrize("verdict", ["passed", "failed", "approval", "incomplete"])
def test_the_verdict_comes_first(verdict: Verdict) -> None:
    found = lines(a_result(verdict))
    assert found[:3] == [f"### eval: {verdict}", "", SUMMARIES[verdict]]
    assert found[-1] == "The whole report is `reports/eval/index.html`."


@pytest.mark.parametrize("name", ["nightly", "shadow", "compare"])
def test_the_folder_says_what_was_run(name: str) -> None:
    text = markdown.text(a_result(), Path("reports") / name)
    assert text.startswith(f"### {name}: passed\n")
    assert text.endswith(f"The whole report is `reports/{name}/index.html`.\n")


def test_each_thing_is_said_once() -> None:
    result = wordy()
    found = markdown.text(result, Path("reports/eval"))
    assert found.count("not a quality signal") == 1
    for one in (*(problem.message for problem in result.problems), RULINGS[1].sentence):
        assert found.count(one) == 1, one


def test_a_gate_is_one_row() -> None:
    assert (
        "| rouge_l: at most 2.0 points worse than the baseline | failed | 0.761 | "
        "\u22125.3 points to \u22122.9 points | 0.802 | \u22124.1 points |"
    ) in lines(a_result("failed"))


@pytest.mark.parametrize(("source", "said"), [("stub", True), ("cassette", False)])
def test_a_stub_is_no_quality_signal(source: str, said: bool) -> None:
    found = lines(a_result(facts={**FACTS, "source": source}))
    assert ("Model stub: not a quality signal." in found) is said


def test_the_five_worst_changes_are_enough() -> None:
    found = lines(a_result("failed", 500))
    assert "500 cases changed, the worst:" in found
    assert len([line for line in found if line.startswith("| case-")]) == 5


def test_a_change_of_words_alone_is_said() -> None:
    change = a_change(0, scores_after={}, scores_before={})
    found = lines(a_result("failed", 1, changes=(change,)))
    assert "| case-0000 | another text, the same scores |" in found


def test_problems_are_listed_and_the_rest_is_counted() -> None:
    problem = a_result("incomplete").problems[0]
    found = lines(a_result("incomplete", problems=(problem,) * 13))
    assert "3 more in the report." in found


def test_hostile_texts_add_no_row_no_heading_and_no_markup() -> None:
    found = lines(hostile())
    assert [line for line in found if line.startswith("#")] == ["### eval: failed"]
    rows = [line.count("|") for line in found if line.startswith("|")]
    assert rows == [2, 2, 2, 7, 7, 7, 3, 3, 3]
    assert not any("<" in line or "\x1b" in line for line in found)
