from __future__ import annotations

from dataclasses import replace

import pytest
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.advice import advice

from tests.gates.evals.dataset.support import case

ADDRESS = "jane.doe" + "@" + "mailbox.org"


def labelled(label: str, count: int) -> list[Case]:
    return [case(f"{label}{i}", expected={"label": label}) for i in range(count)]


GIVEN = {
    "the same question": (
        [case("a", input="What is it?"), case("b", input="what is  it")],
        ["golden.jsonl:2: duplicate-input b asks what golden.jsonl:1 asks, remove one"],
    ),
    "nothing expected": (
        [case("a", expected={})],
        ["golden.jsonl:1: nothing-expected nothing says what a good answer to a holds"],
    ),
    "a tag alone": (
        [case("a", tags=["x", "typo"]), case("b", tags=["x"])],
        ["golden.jsonl:1: tag-once the tag typo has this case alone, is it misspelt?"],
    ),
    "a rare label": (
        labelled("many", 30) + labelled("rare", 2),
        ["label-unbalanced the label rare has 2 cases and another 30, so that accuracy says"
         " little of it; add some"],
    ),
    "data of a person": (
        [case("a", input=f"Write to {ADDRESS}")],
        ["golden.jsonl:1: personal-data a holds what looks like a person's e-mail address, invent"
         " another, or tag the case personal-data"],
    ),
}  # fmt: skip
NOTHING = {
    "criteria are expected": [case("a", expected={}, criteria=["polite"])],
    "no document is expected": [case("a", expected={"documents": []})],
    "another tenant asks": [case("a", input="x", tenant="n"), case("b", input="x", tenant="s")],
    "tagged": [case(n, input=f"{n} {ADDRESS}", tags=["personal-data"]) for n in "ab"],
    "an invented address": [case("a", input="Write to jane.doe@example.com")],
    "balanced labels": labelled("one", 20) + labelled("two", 2),
}


def placed(cases: list[Case]) -> list[Case]:
    return [replace(one, line=line) for line, one in enumerate(cases, start=1)]


@pytest.mark.parametrize(("cases", "expected"), GIVEN.values(), ids=GIVEN)
def test_advice(cases: list[Case], expected: list[str]) -> None:
    assert [str(finding) for finding in advice(placed(cases))] == expected


@pytest.mark.parametrize("cases", NOTHING.values(), ids=NOTHING)
def test_noop(cases: list[Case]) -> None:
    assert list(advice(placed(cases))) == []


def test_the_data_themselves_are_not_shown() -> None:
    (finding,) = advice([case("a", input=f"Write to {ADDRESS}")])
    assert ADDRESS not in str(finding)
