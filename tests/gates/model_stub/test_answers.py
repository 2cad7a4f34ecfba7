"""Answers without a fault: determinism, streaming, usage, formats, tools, bad input."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from openai import AuthenticationError, BadRequestError, OpenAI

from tests.gates.model_stub.support import ANSWER, QUESTION, running, sync_client

ASKED: Any = [{"role": "user", "content": QUESTION}]
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "look_up",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string"}},
            "required": ["query"],
        },
    },
}


@pytest.fixture
def client(stub_url: str) -> OpenAI:
    return sync_client(stub_url)


def post(url: str, body: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(f"{url}/v1/chat/completions", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


@pytest.mark.parametrize("stream", [False, True])
def test_the_same_request_gets_the_same_bytes(stub_url: str, stream: bool) -> None:
    body = json.dumps({"model": "m", "messages": ASKED, "stream": stream}).encode()
    first = post(stub_url, body)
    assert first == post(stub_url, body)
    assert first[0] == 200
    assert first[1]["x-goldenpath-stub"] == "not a quality signal"
    assert "date" not in {name.lower() for name in first[1]}
    with running() as another:
        assert post(another, body) == first


def test_other_requests_have_other_ids(client: OpenAI) -> None:
    ids = {client.chat.completions.create(model=name, messages=ASKED).id for name in ("one", "two")}
    assert len(ids) == 2


TEXTS = [
    QUESTION,
    "  two\n\nlines\twith   space ",
    "Grüße an 東京 und \U0001f4a1",
    "a lone surrogate: \\ud800",
    "",
    "long " * 500,
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_stream_joined_is_the_answer(client: OpenAI, text: str) -> None:
    messages: Any = [{"role": "user", "content": text}]
    whole = client.chat.completions.create(model="m", messages=messages)
    chunks = client.chat.completions.create(
        model="m", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    joined, usage = "", None
    for chunk in chunks:
        usage = chunk.usage or usage
        joined += "".join(choice.delta.content or "" for choice in chunk.choices)
    assert joined == whole.choices[0].message.content
    assert usage == whole.usage


def test_usage_is_characters_by_four_rounded_up(client: OpenAI) -> None:
    usage = client.chat.completions.create(model="m", messages=ASKED).usage
    assert usage is not None
    assert usage.prompt_tokens == -(-len(QUESTION) // 4)
    assert usage.completion_tokens == -(-len(ANSWER) // 4)
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def test_no_usage_in_a_stream_that_did_not_ask(client: OpenAI) -> None:
    chunks = list(client.chat.completions.create(model="m", messages=ASKED, stream=True))
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_token_limit_cuts_the_answer(client: OpenAI) -> None:
    for limit in ({"max_tokens": 2}, {"max_completion_tokens": 2}):
        reply = client.chat.completions.create(model="m", messages=ASKED, extra_body=limit)
        choice = reply.choices[0]
        assert (choice.message.content, choice.finish_reason) == (ANSWER[:8], "length")


def test_content_parts(client: OpenAI) -> None:
    parts: Any = [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]
    messages: Any = [{"role": "user", "content": parts}]
    reply = client.chat.completions.create(model="m", messages=messages)
    assert reply.choices[0].message.content == "Stub answer to: one two"


def test_json_object(client: OpenAI) -> None:
    reply = client.chat.completions.create(
        model="m", messages=ASKED, response_format={"type": "json_object"}
    )
    assert json.loads(reply.choices[0].message.content or "") == {"answer": ANSWER}


def test_a_required_tool_is_called_with_minimal_arguments(client: OpenAI) -> None:
    reply = client.chat.completions.create(
        model="m", messages=ASKED, tools=[TOOL], tool_choice="required"
    )
    choice = reply.choices[0]
    assert choice.finish_reason == "tool_calls"
    call: Any = (choice.message.tool_calls or [])[0]
    assert (call.function.name, call.function.arguments) == ("look_up", '{"query": "stub"}')


def test_models_and_health(client: OpenAI, stub_url: str) -> None:
    assert [model.id for model in client.models.list()] == ["goldenpath-stub"]
    with urllib.request.urlopen(f"{stub_url}/healthz", timeout=5) as response:
        assert json.load(response) == {"status": "ok"}


def test_a_missing_key_where_one_is_required() -> None:
    body = json.dumps({"model": "m", "messages": ASKED}).encode()
    with running(require_key=True) as url, sync_client(url) as client:
        client.chat.completions.create(model="m", messages=ASKED)
        for header in ("Bearer", "Bearer ", "Basic abc"):
            assert post(url, body, Authorization=header)[0] == 401
        keyless = client.with_options(default_headers={"Authorization": ""})
        with pytest.raises(AuthenticationError, match="send the header `Authorization"):
            keyless.chat.completions.create(model="m", messages=ASKED)
        with pytest.raises(AuthenticationError, match="send the header `Authorization"):
            keyless.models.list()


USER = {"role": "user", "content": "q"}
GOOD: dict[str, Any] = {"model": "m", "messages": [USER]}


@pytest.mark.parametrize(("body", "message"), [
    (b"", "could not parse the JSON body"),
    (b"{", "could not parse the JSON body"),
    (b"\xff\xfe\x00", "could not parse the JSON body"),
    (b"[" * 100_000, "could not parse the JSON body"),
    (b'{"model": NaN}', "could not parse the JSON body"),
    (b"[]", "must be a JSON object"),
    ({}, "model parameter"),
    ({"model": 1}, "model parameter"),
    ({"model": "m"}, "'messages'"),
    ({"model": "m", "messages": []}, "'messages'"),
    ({"model": "m", "messages": ["q"]}, "'messages[0]': expected an object"),
    ({"model": "m", "messages": [USER, {"role": "boss"}]}, "'messages[1].role': expected system"),
    ({"model": "m", "messages": [{"role": ["user"]}]}, "'messages[0].role'"),
    ({"model": "m", "messages": [{"role": "user"}]}, "'messages[0].content'"),
    ({"model": "m", "messages": [{"role": "user", "content": ["q"]}]}, "string or parts"),
    ({"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": 1}]}]},
     "text part"),
    (GOOD | {"stream": "yes"}, "'stream': expected a boolean"),
    (GOOD | {"stream": True, "stream_options": 1}, "'stream_options': expected an object"),
    (GOOD | {"n": 2}, "leave out 'n'"),
    (GOOD | {"max_tokens": 0}, "'max_tokens': expected an integer >= 1"),
    (GOOD | {"tools": {}}, None),
    (GOOD | {"tools": "x"}, "'tools'"),
    (GOOD | {"tools": [{"function": {}}]}, "'tools'"),
    (GOOD | {"tool_choice": "required"}, "'tool_choice' names no function"),
    (GOOD | {"tool_choice": {"function": {"name": ["x"]}}}, "'tool_choice' names no function"),
    (GOOD | {"response_format": {"type": "xml"}}, "expected text, json_object, json_schema"),
    (GOOD | {"response_format": {"type": ["text"]}}, "expected text, json_object, json_schema"),
    (GOOD | {"response_format": {"type": "json_schema"}}, "schema' is missing"),
])  # fmt: skip
def test_bad_input(stub_url: str, body: bytes | dict[str, Any], message: str | None) -> None:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, _, answer = post(stub_url, sent)
    if message is None:
        assert status == 200
    else:
        assert status == 400
        assert message in json.loads(answer)["error"]["message"]


def test_a_body_over_the_cap(stub_url: str) -> None:
    status, _, answer = post(stub_url, b" " * (8 * 1024 * 1024 + 1))
    assert status == 413
    assert "larger than 8388608 bytes" in json.loads(answer)["error"]["message"]


def test_surrogates_in_the_model_name(stub_url: str) -> None:
    body = json.dumps(GOOD | {"model": "\ud800"}).encode()
    status, _, answer = post(stub_url, body, **{"x-stub-fault": "deprecated-model"})
    assert status == 404
    assert "\ud800" in json.loads(answer)["error"]["message"]


def test_an_unknown_route(stub_url: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as caught:
        urllib.request.urlopen(f"{stub_url}/v1/responses", timeout=5)
    assert json.load(caught.value)["error"]["message"] == "Not Found (GET /v1/responses)"


def test_a_schema_beyond_the_stub(client: OpenAI) -> None:
    schema: Any = {
        "type": "json_schema",
        "json_schema": {"name": "x", "schema": {"type": "string", "pattern": "a+"}},
    }
    with pytest.raises(BadRequestError, match="schema uses 'pattern'"):
        client.chat.completions.create(model="m", messages=ASKED, response_format=schema)
