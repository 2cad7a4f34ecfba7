from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.report import page
from goldenpath_gates.evals.result import STUB, Result, Verdict
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.report import Finding

from tests.gates.evals.report.support import (
    COMMIT,
    CONFUSION,
    DATASET,
    FACTS,
    HOSTILE,
    PROBLEMS,
    RULINGS,
    SUMMARIES,
    a_change,
    a_result,
    prompt,
    runs,
    wordy,
)


class Page(HTMLParser):
    """The tags and the text of a page, scripts and styles left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.tags, self.text = html, Counter[str](), ""
        self.loads: list[str] = []
        self._raw = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._raw = tag in ("script", "style")
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += "" if self._raw else data

    def handle_endtag(self, tag: str) -> None:
        self._raw = False


def shown(result: Result) -> Page:
    return Page(page.html(result))


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        ("passed", "Passed"),
        ("failed", "Failed"),
        ("approval", "Needs approval"),
        ("incomplete", "Incomplete"),
    ],
)
def test_the_verdict_comes_first(verdict: Verdict, word: str) -> None:
    found = shown(a_result(verdict))
    assert f'<h1 class="verdict {verdict}">{word}</h1>' in found.html
    assert words(found.text).index(SUMMARIES[verdict]) < found.text.index("Gates")
    assert found.tags["h1"] == found.tags["main"] == 1


def test_every_gate_has_its_figures_and_the_broken_ones_come_first() -> None:
    text = words(shown(a_result("failed")).text)
    for ruling in RULINGS:
        assert ruling.outcome in text
    assert "\u22125.3 points to \u22122.9 points" in text
    assert "advisory until 2027-01-31" in text
    order = [text.index(part) for part in ("3 wins, 41 losses", "142 cases cannot", "at least 0.9")]
    assert order == sorted(order)


def test_what_was_judged_is_said() -> None:
    text = words(shown(a_result()).text)
    for part in (
        COMMIT,
        "Answer Service",
        "answer 1.4.0",
        "team-answers",
        "second prompt of the autumn",
        DATASET,
        "sha256:9f2c7d1e0b",
    ):
        assert part in text


@pytest.mark.parametrize(("source", "said"), [("stub", True), ("provider", False)])
def test_a_stub_is_no_quality_signal(source: str, said: bool) -> None:
    text = shown(a_result(facts={**FACTS, "source": source})).text
    assert ("not a quality signal" in text) is said


def test_a_change_shows_both_answers_with_what_differs() -> None:
    found = shown(a_result("failed", 1, changes=(a_change(0),)))
    assert "<del>small</del>" in found.html
    assert "<ins>tiny</ins>" in found.html
    assert "\u221249.0 points" in found.text
    assert "1 cases differ" in found.text


def test_changes_that_are_left_out_are_counted() -> None:
    result = a_result("failed", 2000, changes=tuple(map(a_change, range(3))))
    assert "2,000 cases differ from the baseline; the 3 that lost most" in words(shown(result).text)


@pytest.mark.parametrize(
    ("change", "text"),
    [(a_change(0, before=None), "No answer."), (a_change(0, after=""), "An empty answer.")],
)
def test_an_answer_that_is_missing_is_said(change: object, text: str) -> None:
    assert text in shown(a_result("failed", 1, changes=(change,))).text


def test_a_changed_prompt_is_shown_with_its_difference() -> None:
    before, after = (prompt("Be brief."),), (prompt("Be brief and honest."),)
    found = shown(a_result(prompts_before=before, prompts_after=after))
    assert "<ins> and honest</ins>" in found.html
    assert "Prompt" not in shown(a_result(prompts_before=before, prompts_after=before)).html.split(
        "<h2"
    )


@pytest.mark.parametrize(
    ("facts", "heading"),
    [
        ({**FACTS, "confusion": CONFUSION}, "Labels"),
        ({**FACTS, "flaky": ["case-0031"]}, "Flaky cases"),
    ],
)
def test_a_section_appears_with_its_figures(facts: dict[str, object], heading: str) -> None:
    section = re.compile(f"<h2[^>]*>{heading}</h2>")
    assert section.search(shown(a_result(facts=facts)).html)
    assert not section.search(shown(a_result()).html)


@pytest.mark.parametrize(
    ("count", "figure", "sentence"), [(49, "49 flaky", False), (50, "50 flaky or more", True)]
)
def test_a_full_list_of_flaky_cases_may_not_be_all(count: int, figure: str, sentence: bool) -> None:
    flaky = [f"case-{number:04d}" for number in range(count)]
    text = words(shown(a_result(facts={**FACTS, "flaky": flaky})).text)
    assert figure in text
    assert ("These are the first 50." in text) is sentence


def test_each_thing_is_said_once() -> None:
    result = wordy()
    text = words(shown(result).text)
    assert "1,000 cases, 5 of 8 gates passed" in text
    for one in (*(problem.message for problem in PROBLEMS), RULINGS[1].sentence, STUB):
        assert text.lower().count(one.lower()) == 1, one


def test_former_nights_are_drawn() -> None:
    html = page.html(a_result(), runs(12))
    assert '<polyline class="run"' in html


def test_an_incomplete_run_says_why_even_without_a_score() -> None:
    result = a_result("incomplete", scores=None, baseline=None, rulings=())
    text = words(shown(result).text)
    assert "case-0017 got no answer: 503 four times" in text
    assert "No gate was judged." in text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "No answer and no score differs from the baseline."),
        ({"baseline": None}, "Nothing was compared"),
        ({"scores": None}, "Nothing was compared"),
        ({"baseline": Scores.of([])}, "Nothing was compared"),
    ],
)
def test_what_was_not_compared_is_not_called_unchanged(values: dict[str, Any], said: str) -> None:
    text = words(shown(a_result("incomplete", **values)).text)
    assert said in text
    assert ("0 changed" in text) is not bool(values)


def hostile() -> Result:
    """Every text that a stranger can write is written by one."""
    records = [
        Record(f"{HOSTILE}{i}", HOSTILE, "?", tags=(HOSTILE,), scores={"contains": 0.0})
        for i in range(20)
    ]
    change = a_change(
        0,
        id=HOSTILE,
        dataset=HOSTILE,
        tags=(HOSTILE,),
        input={HOSTILE: HOSTILE},
        expected=HOSTILE,
        before=HOSTILE * 1000,
        after=HOSTILE * 1001,
        scores_before={HOSTILE: 1.0},
        scores_after={HOSTILE: 0.5},
    )
    facts = {
        **FACTS,
        "service": HOSTILE,
        "models": [HOSTILE],
        "prompts": {HOSTILE: HOSTILE},
        "datasets": {HOSTILE: {"hash": HOSTILE, "cases": 1}},
        "baseline": {"owner": HOSTILE, "reason": HOSTILE},
        "flaky": [HOSTILE],
        "confusion": {HOSTILE: {HOSTILE: 3}},
    }
    return a_result(
        "failed",
        1,
        summary=HOSTILE,
        rulings=(replace(RULINGS[1], sentence=HOSTILE),),
        problems=(Finding(HOSTILE, HOSTILE),),
        facts=facts,
        scores=Scores.of(records),
        baseline=None,
        changes=(change,),
        prompts_before=(prompt("x"),),
        prompts_after=(prompt(HOSTILE, model=HOSTILE),),
    )


def test_hostile_texts_stay_texts() -> None:
    found = shown(hostile())
    found.html.encode()
    assert found.tags["script"] == 1
    assert found.tags["img"] == 0
    assert found.tags["h1"] == found.tags["main"] == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", found.html)
    assert "{{ 7 * 7 }}" in found.text
    assert "characters in all]" in found.text


def test_the_page_loads_nothing() -> None:
    for result in (a_result("failed", 12), hostile()):
        found = shown(result)
        outside = [load for load in found.loads if not load.startswith(("#", "data:,"))]
        assert outside == []
        assert "default-src &#39;none&#39;" in found.html
        assert "unsafe" not in found.html.partition("<style>")[0]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({}, id="ordinary"),
        pytest.param({"before": "<a b> " * 9000, "after": "<a c> " * 9000}, id="hostile"),
        pytest.param({"before": "\u202e" * 90_000, "after": "\x00" * 90_000}, id="all hidden"),
    ],
)
def test_500_changes_stay_below_3_mb(texts: dict[str, str]) -> None:
    changes = tuple(a_change(number, **texts) for number in range(500))
    html = page.html(a_result("failed", 500, changes=changes))
    assert len(html.encode()) < 3_000_000
    assert html.count("<details") == 500
