from __future__ import annotations

import json
from typing import Any

import pytest
from goldenpath_gates.evals.ask.parts import Reply, answer
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.settings import Response

BODY = {
    "answer": "yes",
    "model": "m-1",
    "usage": {"input_tokens": 3, "output_tokens": 0},
    "cost_usd": 1,
    "documents": [{"id": "a", "score": 0.5}, "b"],
    "citations": ["a"],
    "intent": "refund",
    "calls": [{"name": "look_up", "arguments": {}}],
}
WHERE = Response(label="/intent", tool_calls="/calls", structure="/usage")


def of(body: Any, where: Response = WHERE) -> Answer:
    return answer(Reply(200, json.dumps(body).encode(), 12.5), where)


def test_every_part() -> None:
    assert of(BODY) == Answer(
        200,
        text="yes",
        body=BODY,
        model="m-1",
        input_tokens=3,
        output_tokens=0,
        cost_usd=1.0,
        documents=("a", "b"),
        citations=("a",),
        label="refund",
        structure=BODY["usage"],
        tool_calls=({"name": "look_up", "arguments": {}},),
        latency_ms=12.5,
    )


@pytest.mark.parametrize("body", [
    {"answer": "yes"},
    {"answer": "yes", "usage": None, "documents": None, "intent": None},
    {"answer": "yes", "usage": []},
])  # fmt: skip
def test_noop_a_part_that_is_not_there_was_not_said(body: Any) -> None:
    found = of(body)
    assert found.error is None
    assert (found.input_tokens, found.documents, found.label) == (None, None, None)


@pytest.mark.parametrize(("change", "error"), [
    ({"answer": None}, "'/answer' (text) is not a text"),
    ({"answer": ["yes"]}, "'/answer' (text) is not a text"),
    ({"model": 1}, "'/model' (model) is not a text"),
    ({"usage": {"input_tokens": -1}}, "'/usage/input_tokens' (input_tokens) is not a whole number"),
    ({"usage": {"input_tokens": True}}, "(input_tokens) is not a whole number from 0 on"),
    ({"usage": {"output_tokens": 1.5}}, "(output_tokens) is not a whole number from 0 on"),
    ({"cost_usd": "1"}, "'/cost_usd' (cost_usd) is not a number from 0 on"),
    ({"cost_usd": 10**400}, "'/cost_usd' (cost_usd) is not a number from 0 on"),
    ({"cost_usd": -0.1}, "'/cost_usd' (cost_usd) is not a number from 0 on"),
    ({"documents": "a"}, "'/documents' (documents) is not a list of ids"),
    ({"documents": [{"score": 1}]}, "'/documents' (documents) is not a list of ids"),
    ({"citations": [3]}, "'/citations' (citations) is not a list of ids"),
    ({"intent": {}}, "'/intent' (label) is not a text"),
    ({"calls": ["look_up"]}, "'/calls' (tool_calls) is not a list of objects"),
])  # fmt: skip
def test_a_part_of_the_wrong_type_names_its_pointer(change: Any, error: str) -> None:
    found = of({**BODY, **change})
    assert found.error is not None
    assert error in found.error
    assert "[eval.response]" in found.error
    assert found.text is None


@pytest.mark.parametrize("body", [[], "yes", 3, None])
def test_a_body_that_is_no_object_has_no_text(body: Any) -> None:
    assert "'/answer' (text) is not a text" in (of(body).error or "")


def test_the_body_itself_may_be_the_text() -> None:
    assert of("yes", Response(text="")).text == "yes"


@pytest.mark.parametrize(("body", "said"), [
    (b'{"title": "Too \\u001b[2Jlong"}', "answered 400: Too  [2Jlong"),
    (b'{"error": {"message": "no such model"}}', "answered 400: no such model"),
    (b'{"title": "' + b"x" * 5000 + b'"}', "answered 400: " + "x" * 200),
    (b'{"title": 3}', "answered 400"),
    (b"[" * 100_000, "answered 400"),
    (b"<p>", "answered 400"),
    (b"", "answered 400"),
])  # fmt: skip
def test_another_status_says_its_title(body: bytes, said: str) -> None:
    assert answer(Reply(400, body, 1.0), WHERE).error == said
