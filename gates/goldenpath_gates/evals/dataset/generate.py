"""Many cases from a few: the nightly set, made of a golden one.

A variation depends on the seed, the case and a number alone. A new golden case therefore adds
variations of its own and changes few others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from random import Random

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.stats import GENERATED
from goldenpath_gates.evals.dataset.variations import VARIATIONS, fits

RED_TEAM = "red-team"
VERBATIM = "verbatim"
"""Tag of a case that asks for its very characters, such as a text to be spelled."""
LONGEST_ID = 120
"""As the schema of a case has it."""
TRIES = 20
"""Per case and round, before it counts as used up."""


def generate(cases: Sequence[Case], count: int, seed: int) -> Iterator[Case]:
    """`count` cases whose inputs all differ, from each case as many as from any other, where it
    allows so many. Raises IncompleteError, after all that there are, where they do not suffice.

    Bodies and cases tagged `verbatim` stay out: what can be varied without a change of meaning is
    a text.
    """
    made = 0
    for case in islice(_all(cases, seed), count):
        made += 1
        yield case
    if made < count:
        raise IncompleteError(
            f"{len(cases)} cases give {made} variations, not {count}; add cases, or ask for fewer"
        )


def _all(cases: Sequence[Case], seed: int) -> Iterator[Case]:
    """In rounds: one of each case, then another of each, until none gives any more."""
    able = [case for case in cases if isinstance(case.input, str) and VERBATIM not in case.tags]
    known = {str(case.input) for case in able}
    number = 0
    while able:
        number += 1
        left = []
        for case in able:
            if varied := _another(case, seed, number, known):
                left.append(case)
                yield varied
        able = left


def _another(case: Case, seed: int, number: int, known: set[str]) -> Case | None:
    random = Random(f"{seed}\n{case.id}\n{number}")  # noqa: S311 - repeatable on purpose
    original = str(case.input)
    fitting = [n for n, v in VARIATIONS.items() if fits(v, original, RED_TEAM in case.tags)]
    for _ in range(TRIES):
        names = random.sample(fitting, min(len(fitting), random.choice((1, 1, 2))))
        text = original
        for name in names:
            text = VARIATIONS[name].vary(text, random)
        if text not in known:
            known.add(text)
            return _varied(case, text, ".".join(names), number, seed)
    return None


def _varied(case: Case, text: str, names: str, number: int, seed: int) -> Case:
    """With the same expected parts. What people said of the original, they said of it alone."""
    origin = {"generated_from": case.id, "dataset": case.dataset, "variation": names, "seed": seed}
    return replace(
        case,
        id=_id(case.id, f"~{names}-{number}"),
        input=text,
        tags=(*case.tags, GENERATED),
        label_by_people=None,
        provenance=origin,
    )


def _id(original: str, suffix: str) -> str:
    """Of an original too long for both, the beginning, and a hash that tells it from the next."""
    if len(original) + len(suffix) <= LONGEST_ID:
        return original + suffix
    suffix = f"~{sha256(original.encode()).hexdigest()[:12]}{suffix}"
    return original[: LONGEST_ID - len(suffix)] + suffix
