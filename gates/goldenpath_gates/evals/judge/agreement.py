"""How far the judge agrees with people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Grade

MINIMUM = 20
"""Fewer labels say nothing about a judge, whatever their kappa."""
ROUNDING = 1e-12
Pair = tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`table` counts (people pass, judge passes); `low` and `high` bound the kappa."""

    table: Counter[Pair]
    kappa: float
    low: float
    high: float

    @property
    def cases(self) -> int:
        return self.table.total()

    def require(self, least: float) -> None:
        """Raises IncompleteError where the judge agrees too little to count for anything."""
        if self.kappa < least - ROUNDING:
            raise IncompleteError(
                f"the judge agrees with people by a kappa of {self.kappa:.2f}, [eval.judge] "
                f"agreement asks for {least:g}; mend the rubric or take another model"
            )


def labelled(case: Case) -> bool:
    """Whether people said of its expected text if it meets the criteria."""
    return bool(case.criteria and case.expected.text and case.label_by_people is not None)


def measured(cases: Iterable[Case], grade: Grade, confidence: float, at_once: int = 1) -> Agreement:
    """Lets the judge grade the expected texts that people labelled, without showing which they are.

    Raises IncompleteError for fewer than 20 labels, or labels of one kind only.
    """
    chosen = [case for case in cases if labelled(case)]
    if len(chosen) < MINIMUM or len({case.label_by_people for case in chosen}) < 2:
        raise IncompleteError(
            f"{len(chosen)} cases with criteria and a text have label_by_people; the judge needs "
            f"at least {MINIMUM}, some of them true and some false"
        )
    with ThreadPoolExecutor(at_once) as pool:
        passed = list(pool.map(lambda case: _grades(case, grade), chosen))
    pairs = zip((bool(case.label_by_people) for case in chosen), passed, strict=True)
    return agreement(pairs, confidence)


def _grades(case: Case, grade: Grade) -> bool:
    answer = Answer(status=200, text=case.expected.text)
    return grade(replace(case, expected=Expected()), answer) == 1


def agreement(pairs: Iterable[Pair], confidence: float) -> Agreement:
    """Cohen's kappa, with the large-sample interval of Fleiss, Cohen and Everitt, 1969.

    Of labels of both kinds: else kappa is not defined.
    """
    table = Counter(pairs)
    both = (True, False)
    share = {(a, b): table[a, b] / table.total() for a in both for b in both}
    people = {a: share[a, True] + share[a, False] for a in both}
    judge = {b: share[True, b] + share[False, b] for b in both}
    chance = sum(people[a] * judge[a] for a in both)
    kappa = (sum(share[a, a] for a in both) - chance) / (1 - chance)
    hits = sum(share[a, a] * (1 - (people[a] + judge[a]) * (1 - kappa)) ** 2 for a in both)
    misses = sum(share[a, not a] * (judge[a] + people[not a]) ** 2 for a in both)
    spread = hits + (1 - kappa) ** 2 * misses - (kappa - chance * (1 - kappa)) ** 2
    error = sqrt(max(spread, 0) / table.total()) / (1 - chance)
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return Agreement(table, kappa, max(kappa - reach, -1), min(kappa + reach, 1))
