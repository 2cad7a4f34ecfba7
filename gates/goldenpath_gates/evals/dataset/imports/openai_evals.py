"""Samples of OpenAI evals: JSON Lines with `input` and `ideal`.

https://github.com/openai/evals/blob/main/docs/build-eval.md
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldenpath_hooks import files
from goldenpath_hooks.service import cases
from goldenpath_hooks.service.documents import Malformed

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.dataset.imports.assertions import UNKNOWN, Lost, any_of
from goldenpath_gates.evals.dataset.imports.found import INPUT, Found, Origin, case

IDEAL = "ideal"


def read(path: str, name: str | None) -> Iterator[Found]:
    """Each sample; the keys that only a graded evaluation reads are said, and left out."""
    try:
        for number, data in cases.lines(path):
            yield _found(Origin("openai-evals", path, number), data, name or INPUT)
    except files.Unreadable as error:
        raise IncompleteError(str(error.finding)) from None


def _found(origin: Origin, data: bytes, name: str) -> Found:
    try:
        _, sample, _ = cases.parsed(data)
        if not isinstance(sample, dict):
            raise Lost("a sample is an object")
        given, besides = _input(sample.get(name))
        expected = _expected(sample.get(IDEAL))
    except (Lost, Malformed) as why:
        return Found(findings=[origin.finding(f"this sample is left out: {why}")])
    lost = [f"{key}: {UNKNOWN}" for key in sample if key not in (name, IDEAL)]
    if lost:
        besides["not_imported"] = lost
    return Found(case(origin, given, expected, **besides), [origin.finding(why) for why in lost])


def _expected(ideal: Any) -> dict[str, Any]:
    """One answer is the text; of several each is good, so one of them has to occur."""
    answers = ideal if isinstance(ideal, list) else [] if ideal is None else [ideal]
    if not all(isinstance(answer, str) and answer for answer in answers):
        raise Lost("`ideal` is a text or a list of texts")
    if len(answers) < 2:
        return {"text": answers[0]} if answers else {}
    return {"regex": any_of(answers)}


def _input(given: Any) -> tuple[Any, dict[str, Any]]:
    """The question; what the system message said is told apart, as the service has its own.

    Several turns are one body: no text could stand for them."""
    if isinstance(given, str) and given:
        return given, {}
    if not isinstance(given, list) or not all(isinstance(turn, dict) for turn in given):
        raise Lost(f"{INPUT} is a text or a list of messages")
    turns = [turn for turn in given if turn.get("role") != "system"]
    if len(turns) != 1 or not isinstance(turns[0].get("content"), str):
        return {"messages": given}, {}
    system = [turn.get("content") for turn in given if turn.get("role") == "system"]
    return turns[0]["content"], {"system": system} if system else {}
