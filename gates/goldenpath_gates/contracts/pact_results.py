"""What Pact's verifier found, in findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from goldenpath_gates.contracts.pact_files import Pact
from goldenpath_gates.report import Finding

RULES = {
    "BodyMismatch": "pact-body",
    "BodyTypeMismatch": "pact-content-type",
    "HeaderMismatch": "pact-header",
    "MetadataMismatch": "pact-metadata",
    "StatusMismatch": "pact-status",
}
MISSING = re.compile(r"Actual map is missing the following keys: (.+)")
STEP = re.compile(r"\.([^.\[]+)|\[(?:'([^']*)'|(\d+))\]")


def gaps(results: Mapping[str, Any]) -> list[str]:
    """Why it is no judgement: pacts that were not loaded, states that were not set up."""
    named = {_message(each) for each in results["interactionResults"]}
    errors = [_message(each) for each in results["errors"]]
    lost = [text for text in errors if text and text not in named]
    return [*lost, *(f"the state {text}" for text in results["broken_states"])]


def findings(results: Mapping[str, Any], pacts: Sequence[Pact]) -> Iterator[Finding]:
    files = {
        (pact.consumer, each["description"]): pact.file
        for pact in pacts
        for each in pact.interactions
    }
    for result in results["interactionResults"]:
        if result["result"] == "OK" or result["pending"]:
            continue
        consumer, description = result["consumer"], result["description"]
        states = "".join(f", given {state!r}" for state in result["providerStates"])
        for rule, said in _faults(result["mismatch"]):
            message = f"{consumer} relies on {description!r}{states}: {said}"
            yield Finding(rule, message, files.get((consumer, description)))


def _faults(mismatch: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = mismatch.get("mismatches")
    if not listed:
        yield "pact-error", mismatch.get("message") or "it could not be asked"
    for each in listed or ():
        rule = RULES.get(each["type"], "pact-mismatch")
        for where, said in _places(each):
            yield rule, f"{where}: {said}" if where else said


def _places(mismatch: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where in the body, as a JSON Pointer, and what is wrong there."""
    said = " ".join(str(mismatch.get("mismatch", mismatch)).split())
    if mismatch["type"] != "BodyMismatch":
        yield "", said
        return
    pointer = _pointer(mismatch.get("path", "$"))
    if missing := MISSING.fullmatch(said):
        for key in missing[1].split(", "):
            yield f"{pointer}/{_escaped(key)}", "it is missing"
    else:
        yield pointer or "/", said


def _pointer(path: str) -> str:
    """Of Pact's `$.a['b'][0]`."""
    steps = (next(filter(None, found.groups()), "") for found in STEP.finditer(path))
    return "".join(f"/{_escaped(step)}" for step in steps)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _message(result: Mapping[str, Any]) -> str:
    mismatch = result.get("mismatch") or {}
    return str(mismatch.get("message") or "")
