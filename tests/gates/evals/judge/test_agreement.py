from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.judge.agreement import Pair, agreement, measured
from goldenpath_gates.evals.record import Answer

from tests.gates.evals.judge.support import a_case


def pairs(both: int, people: int, judge: int, neither: int) -> Iterator[Pair]:
    yield from [(True, True)] * both + [(True, False)] * people
    yield from [(False, True)] * judge + [(False, False)] * neither


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ((20, 5, 10, 15), 0.4),
        ((45, 15, 25, 15), 0.1304347826),
        ((25, 35, 5, 35), 0.2592592593),
        ((10, 0, 0, 10), 1),
        ((0, 10, 10, 0), -1),
        ((25, 25, 25, 25), 0),
        ((10, 0, 10, 0), 0),
    ],
)
def test_cohens_kappa(table: tuple[int, int, int, int], kappa: float) -> None:
    found = agreement(pairs(*table), 0.95)
    assert found.kappa == pytest.approx(kappa)
    assert -1 <= found.low <= found.kappa <= found.high <= 1


def test_the_interval_narrows_with_the_cases_and_widens_with_the_confidence() -> None:
    few, many = agreement(pairs(20, 5, 10, 15), 0.95), agreement(pairs(200, 50, 100, 150), 0.95)
    sure = agreement(pairs(20, 5, 10, 15), 0.99)
    assert [few.low, few.high] == pytest.approx([0.1511, 0.6489], abs=1e-4)
    assert sure.low < few.low < many.low < 0.4 < many.high < few.high < sure.high


def test_the_interval_covers_the_true_kappa_as_often_as_it_says() -> None:
    random = Random(5)  # noqa: S311
    population = list(pairs(40, 10, 10, 40))  # kappa 0.6
    hits = 0
    for _ in range(400):
        found = agreement(random.choices(population, k=100), 0.9)
        hits += found.low <= 0.6 <= found.high
    assert 0.86 <= hits / 400 <= 0.94


def cases(right: int = 12, wrong: int = 12) -> list[Case]:
    return [
        *(a_case("a small share", label=True, number=n) for n in range(right)),
        *(a_case("something", label=False, number=100 + n) for n in range(wrong)),
    ]


def test_the_judge_grades_the_texts_that_people_labelled() -> None:
    seen: list[Case] = []

    def grade(case: Case, answer: Answer) -> float:
        seen.append(case)
        return float(answer.text == "a small share")

    found = measured([*cases(), a_case("no label"), a_case(None, label=True)], grade, 0.95, 4)
    assert (found.kappa, found.cases) == (1, 24)
    assert dict(found.table) == {(True, True): 12, (False, False): 12}
    assert {case.expected.text for case in seen} == {None}


@pytest.mark.parametrize(("right", "wrong"), [(0, 0), (12, 7), (24, 0), (0, 24)])
def test_too_few_labels_or_one_kind_is_incomplete(right: int, wrong: int) -> None:
    with pytest.raises(IncompleteError, match=f"^{right + wrong} cases .* at least 20"):
        measured(cases(right, wrong), lambda case, answer: 1.0, 0.95)


def test_too_little_agreement_is_incomplete() -> None:
    found = agreement(pairs(20, 5, 10, 15), 0.95)
    found.require(0.4)
    with pytest.raises(IncompleteError, match=r"a kappa of 0\.40, .* asks for 0\.6"):
        found.require(0.6)
