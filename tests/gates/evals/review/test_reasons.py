from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.review.queue import chosen
from goldenpath_gates.evals.review.reasons import REASONS, Seen
from goldenpath_gates.evals.scorers.score import all_metrics
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.review.support import a_record

METRICS = all_metrics(Eval())
Case = tuple[Record, Record | None]


def scored(**scores: float) -> Record:
    return a_record(scores={name.replace("__", "@"): value for name, value in scores.items()})


TOLD: dict[str, tuple[Case, list[str]]] = {
    "votes differ over repeats": (
        (scored(judge=0.67), None),
        ["judge split: the judge's votes are split: 0.67",
         "near the mark: judge is 0.67, its mark 1.00"]),
    "the majority holds, some repeats do not": (
        (a_record(scores={"judge": 1.0}, spread={"judge": 1.0}), None),
        ["judge split: the judge's votes are split: 1.00"]),
    "all texts in other words": (
        (scored(contains=1.0, rouge_l=0.1), None),
        ["scorers disagree: contains is 1.00, rouge_l 0.10"]),
    "the words without the texts": (
        (scored(contains=0.0, rouge_l=0.9), None),
        ["scorers disagree: rouge_l is 0.90, contains 0.00"]),
    "a judge against a text": (
        (scored(judge=1.0, contains=0.0), None),
        ["scorers disagree: judge is 1.00, contains 0.00"]),
    "flaky": (
        (a_record(flaky=("contains", "absent")), None),
        ["flaky: repeats disagree on contains, absent"]),
    "failed what it passed": (
        (scored(absent=0.0), scored(absent=1.0)), ["fell: absent went from 1.00 to 0.00"]),
    "lost half": (
        (scored(recall__5=0.4), scored(recall__5=1.0)), ["fell: recall@5 went from 1.00 to 0.40"]),
    "leaks now": (
        (scored(pii_leak=1.0), scored(pii_leak=0.0)), ["fell: pii_leak went from 0.00 to 1.00"]),
    "one text of three is missing": (
        (scored(contains=2 / 3), None), ["near the mark: contains is 0.67, its mark 1.00"]),
    "another text, the same scores": (
        (a_record(text="Else."), a_record()),
        ["unnoticed change: the answer changed, no score did"]),
    "two reasons": (
        (a_record(flaky=("contains",), scores={"contains": 0.7}), None),
        ["flaky: repeats disagree on contains", "near the mark: contains is 0.70, its mark 1.00"]),
}  # fmt: skip
NOTHING: dict[str, Case] = {
    "nothing was said": (a_record(text=None, flaky=("contains",)), None),
    "all is well": (a_record(), a_record()),
    "wrong, and everybody says so": (scored(contains=0.0, rouge_l=0.1, judge=0.0), None),
    "the judge is unanimous": (scored(judge=0.0), None),
    "the scores moved with the text": (
        a_record(text="Else.", scores={"rouge_l": 0.7}), a_record(scores={"rouge_l": 0.5})),
    "better than before": (scored(absent=1.0), scored(absent=0.0)),
    "slower": (scored(latency_ms=900.0), scored(latency_ms=1.0)),
    "a metric that nobody knows": (scored(own=0.0), scored(own=1.0)),
    "the baseline had no answer": (a_record(), a_record(text=None)),
}  # fmt: skip


def reasons(record: Record, before: Record | None) -> list[str]:
    return [text for case in chosen([Seen(record, before, METRICS)], 9) for text in case.reasons]


@pytest.mark.parametrize(("case", "expected"), TOLD.values(), ids=TOLD)
def test_told(case: Case, expected: list[str]) -> None:
    assert reasons(*case) == expected


@pytest.mark.parametrize("case", NOTHING.values(), ids=NOTHING)
def test_left_alone(case: Case) -> None:
    assert reasons(*case) == []


def test_each_reason_is_shown_above() -> None:
    shown = {text.partition(":")[0] for _, texts in TOLD.values() for text in texts}
    assert shown == {reason.name for reason in REASONS}
    assert sorted(reason.priority for reason in REASONS) == [*range(1, len(REASONS) + 1)]


def test_the_gravest_come_first_whatever_the_order() -> None:
    near, flaky = {"scores": {"contains": 0.7}}, {"flaky": ("contains",)}
    made: list[tuple[str, dict[str, Any]]] = [
        ("d", near), ("c", flaky), ("b", {**near, **flaky}), ("a", near)]  # fmt: skip
    cases = [Seen(a_record(name, **changes), None, METRICS) for name, changes in made]
    for given in (cases, cases[::-1]):
        assert [case.seen.record.id for case in chosen(given, 9)] == ["b", "c", "a", "d"]
        assert [case.seen.record.id for case in chosen(given, 2)] == ["b", "c"]
