"""Every case of every rule, by both engines."""

from __future__ import annotations

import pytest
from goldenpath_gates.policy.engine import conftest
from goldenpath_gates.policy.engine.payload import encode

from tests.policies.support import DEFAULTS, Case, by_conftest, by_wasm, cases, tool


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_rule_finds_what_its_case_says_and_no_more(case: Case) -> None:
    assert case.places(by_wasm(case.input, case.policy)) == case.at
    assert bool(case.at) == (case.side == "bad")


def test_conftest_finds_the_same_in_every_case() -> None:
    theirs = by_conftest([case.input for case in cases()], [case.policy for case in cases()])
    ours = [set(by_wasm(case.input, case.policy)) for case in cases()]
    differing = {
        str(case): one ^ other
        for case, one, other in zip(cases(), ours, theirs, strict=True)
        if one != other
    }
    assert not differing
    assert sum(map(len, theirs)) >= sum(case.side == "bad" for case in cases())


def test_conftest_finds_the_same_without_the_help_of_a_test() -> None:
    plain = [case for case in cases() if case.policy == DEFAULTS]
    theirs = conftest.judge(tool("conftest"), [encode(case.input) for case in plain], DEFAULTS)
    assert [set(found) for found in theirs] == [
        set(by_wasm(case.input, case.policy)) for case in plain
    ]
