from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.contracts import pact_results

RESULT = {
    "consumer": "till",
    "description": "an item",
    "providerStates": [],
    "pending": False,
    "result": "Error",
}


def found(**mismatch: Any) -> list[tuple[str, str]]:
    results = {"interactionResults": [{**RESULT, "mismatch": {"mismatches": [mismatch]}}]}
    before = "till relies on 'an item': "
    listed = pact_results.findings(results, ())
    return [(each.rule, each.message.removeprefix(before)) for each in listed]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("$", "/"),
        ("$.a", "/a"),
        ("$.a.b[0].c", "/a/b/0/c"),
        ("$['a b'].c", "/a b/c"),
        ("$['a/b']['c~d']", "/a~1b/c~0d"),
    ],
)
def test_places_in_a_body_are_pointers(path: str, pointer: str) -> None:
    assert found(type="BodyMismatch", path=path, mismatch="no") == [("pact-body", f"{pointer}: no")]


def test_each_missing_key_is_a_finding() -> None:
    said = "Actual map is missing the following keys: b, c"
    assert found(type="BodyMismatch", path="$.a", mismatch=said) == [
        ("pact-body", "/a/b: it is missing"),
        ("pact-body", "/a/c: it is missing"),
    ]


def test_a_kind_that_is_not_known_is_a_finding() -> None:
    assert found(type="NewMismatch", mismatch="no") == [("pact-mismatch", "no")]


def test_states_are_named() -> None:
    mismatch = {"message": "no answer", "type": "error"}
    result = {**RESULT, "providerStates": ["there is tea"], "mismatch": mismatch}
    (finding,) = pact_results.findings({"interactionResults": [result]}, ())
    assert finding.rule == "pact-error"
    assert finding.message == "till relies on 'an item', given 'there is tea': no answer"


@pytest.mark.parametrize("changed", [{"result": "OK"}, {"pending": True}], ids=["kept", "pending"])
def test_noop(changed: Any) -> None:
    result = {**RESULT, "mismatch": {"mismatches": [{"type": "StatusMismatch"}]}, **changed}
    assert not list(pact_results.findings({"interactionResults": [result]}, ()))


def test_what_was_not_loaded_is_a_gap() -> None:
    error = {"interaction": "Failed to load pact", "mismatch": {"message": "no such pact"}}
    results = {"interactionResults": [], "errors": [error], "broken_states": ["'a': no"]}
    assert pact_results.gaps(results) == ["no such pact", "the state 'a': no"]
