from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.waivers import Waiver, apply

TODAY = date(2027, 1, 31)
FOUND = Found(
    "workload-digest", "rendered/production.yaml", "has a tag", subject="Deployment/answers"
)
WAIVER = Waiver(
    rule="workload-digest",
    scope="Deployment/answers",
    reason="the registry moves",
    owner="@acme/platform",
    expires=date(2027, 6, 30),
    path="policy.yaml",
    line=3,
)


@pytest.mark.parametrize(
    "scope",
    [
        "Deployment/answers",
        "Deployment/*",
        "rendered/production.yaml",
        "rendered/*",
        "rendered/production.yaml#Deployment/answers",
    ],
)
def test_covers(scope: str) -> None:
    result = apply([FOUND], [replace(WAIVER, scope=scope)], TODAY)
    assert [found for found, _ in result.waived] == [FOUND]
    assert (result.open, result.expired, result.notes) == ((), (), ())


@pytest.mark.parametrize(
    "waiver",
    [
        replace(WAIVER, rule="workload-tag"),
        replace(WAIVER, scope="Deployment/answer"),
        replace(WAIVER, scope="deployment/answers"),
        replace(WAIVER, scope="production.yaml"),
        replace(WAIVER, scope="rendered/staging.yaml#Deployment/answers"),
    ],
)
def test_leaves_open_what_it_was_not_granted_for(waiver: Waiver) -> None:
    result = apply([FOUND], [waiver], TODAY)
    assert (result.open, result.waived) == ((FOUND,), ())
    assert [note.rule for note in result.notes] == ["waiver-unneeded"]


def test_the_last_day_counts_and_the_next_does_not() -> None:
    waiver = replace(WAIVER, expires=TODAY)
    assert apply([FOUND], [waiver], TODAY).open == ()
    after = apply([FOUND], [waiver], date(2027, 2, 1))
    assert after.open == (FOUND,)
    assert [str(finding) for finding in after.expired] == [
        "policy.yaml:3: waiver-expired the waiver of workload-digest for Deployment/answers by "
        "@acme/platform ended on 2027-01-31: mend what it excused and remove it, or agree on "
        "another date"
    ]
    assert after.notes == ()


@pytest.mark.parametrize(
    ("expires", "noted"),
    [
        (date(2027, 2, 14), ["waiver-ending"]),
        (date(2027, 1, 31), ["waiver-ending"]),
        (date(2027, 2, 15), []),
    ],
)
def test_says_fourteen_days_before_it_ends(expires: date, noted: list[str]) -> None:
    result = apply([FOUND], [replace(WAIVER, expires=expires)], TODAY)
    assert [note.rule for note in result.notes] == noted


def test_an_ended_waiver_blocks_even_where_nothing_needs_it() -> None:
    result = apply([], [replace(WAIVER, expires=date(2020, 1, 1))], TODAY)
    assert [finding.rule for finding in result.expired] == ["waiver-expired"]
