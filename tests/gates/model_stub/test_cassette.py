"""Recording from a stub, and replaying without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.model_stub import cassette
from goldenpath_gates.model_stub.cassette import Cassette, digest
from goldenpath_gates.model_stub.recorder import SAVE_EVERY, Recorder, bare
from goldenpath_gates.model_stub.replies import Reply, ToolCall
from goldenpath_gates.model_stub.serve import tape
from openai import APIStatusError, OpenAI
from openai.types.chat import ChatCompletion

from tests.gates.model_stub.support import running, sync_client
from tests.gates.model_stub.test_answers import TOOL

ASKED: Any = [{"role": "user", "content": "q"}]
OTHER: Any = [{"role": "user", "content": "other"}]
HEADER = '{"goldenpath_cassette": 1}'
KEY = "sk-" + "recorded" * 3


@contextmanager
def client(path: Path, upstream: str | None = None) -> Iterator[OpenAI]:
    with tape(path, upstream) as source, running(source=source) as url, sync_client(url) as client:
        yield client.with_options(api_key=KEY)


def text(client: OpenAI, messages: Any = ASKED, **options: Any) -> str | None:
    reply: ChatCompletion = client.chat.completions.create(model="m", messages=messages, **options)
    return reply.choices[0].message.content


def test_what_was_recorded_is_replayed_without_the_upstream(tmp_path: Path, stub_url: str) -> None:
    path = tmp_path / "evals" / "tape.jsonl"
    with client(path, f"{stub_url}/v1") as recording:
        first = recording.chat.completions.create(model="m", messages=ASKED)
        assert text(recording, OTHER) == "Stub answer to: other"
    with client(path) as replaying:
        again = replaying.chat.completions.create(model="m", messages=ASKED)
        chunks = list(replaying.chat.completions.create(model="m", messages=ASKED, stream=True))
    assert again.choices == first.choices
    assert again.usage == first.usage
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "Stub answer to: q"


def test_a_stream_is_recorded_whole(tmp_path: Path, stub_url: str) -> None:
    path = tmp_path / "tape.jsonl"
    with client(path, f"{stub_url}/v1") as recording:
        chunks = list(recording.chat.completions.create(model="m", messages=ASKED, stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "Stub answer to: q"
    with client(path) as replaying:
        assert text(replaying) == "Stub answer to: q"


def test_a_tool_call_is_kept(tmp_path: Path, stub_url: str) -> None:
    path = tmp_path / "tape.jsonl"
    options: Any = {"tools": [TOOL], "tool_choice": "required"}
    for upstream in (f"{stub_url}/v1", None):
        with client(path, upstream) as asked:
            message = asked.chat.completions.create(model="m", messages=ASKED, **options)
            call: Any = (message.choices[0].message.tool_calls or [])[0]
            assert call.function.name == "look_up"


def test_neither_key_nor_prompt_is_in_the_file(tmp_path: Path, stub_url: str) -> None:
    path = tmp_path / "tape.jsonl"
    with client(path, f"{stub_url}/v1?key=word") as recording, pytest.raises(APIStatusError):
        text(recording)  # the query becomes part of a path that does not exist
    with client(path, f"{stub_url}/v1") as recording:
        text(recording, [{"role": "user", "content": "x" * 200}])
    written = path.read_text()
    assert all(secret not in written for secret in (KEY, "word", "x" * 118))


@pytest.mark.parametrize(("asked", "options"), [
    (OTHER, {}), (ASKED, {"temperature": 1}), (ASKED, {"seed": 3}), (ASKED, {"tools": [TOOL]}),
])  # fmt: skip
def test_a_request_that_was_not_recorded_is_a_miss(
    asked: Any, options: Any, tmp_path: Path
) -> None:
    path = tmp_path / "tape.jsonl"
    known = {"model": "m", "messages": ASKED}
    Cassette(path, {}, {digest(known): Reply("kept")}).save()
    with client(path) as replaying:
        assert text(replaying, ASKED, user="me", metadata={"a": "b"}) == "kept"
        with pytest.raises(APIStatusError, match="holds no reply to this request") as error:
            text(replaying, asked, **options)
    assert (error.value.status_code, error.value.code) == (404, "cassette_miss")


def test_what_the_file_holds_is_not_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    Cassette(path, {}, {digest({"model": "m", "messages": ASKED}): Reply("kept")}).save()
    with client(path, "http://127.0.0.1:9/v1") as recording:
        assert text(recording) == "kept"
        with pytest.raises(APIStatusError, match="did not answer: ConnectError") as error:
            text(recording, OTHER)
    assert (error.value.status_code, error.value.code) == (502, "upstream_unreachable")
    assert len(cassette.load(path).replies) == 1


FAULTS = [
    ("rate-limit, retry_after: 7", 429, "Rate limit reached"),
    ("server-error, status: 503", 503, "The server had an error"),
    ("malformed-json", 502, "is no chat completion"),
    ("html", 502, "is no chat completion"),
    ("empty-choices", 502, "is no chat completion"),
]


@pytest.mark.parametrize(("fault", "status", "said"), FAULTS, ids=[row[0] for row in FAULTS])
def test_an_error_is_passed_on_and_not_recorded(
    fault: str, status: int, said: str, tmp_path: Path
) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(f"steps: [{{rate: 1, fault: {fault}}}]")
    path = tmp_path / "tape.jsonl"
    with (
        running(scenario=scenario) as url,
        client(path, f"{url}/v1") as recording,
        pytest.raises(APIStatusError, match=said) as error,
    ):
        text(recording)
    assert error.value.status_code == status
    assert ("retry-after" in error.value.response.headers) == (status == 429)
    assert cassette.load(path).replies == {}


def test_it_is_saved_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    recorder = Recorder(Cassette(path), "http://upstream/v1")
    for number in range(SAVE_EVERY + 1):
        recorder.keep(f"{number:064}", Reply(f"text {number}"))
    assert len(cassette.load(path).replies) == SAVE_EVERY


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    replies = {
        "b" * 64: Reply("\u00e4", model="m", usage=usage, fingerprint=None),
        "a" * 64: Reply(None, "tool_calls", (ToolCall("t", "{}"),), has_usage=False),
    }
    path = tmp_path / "tape.jsonl"
    Cassette(path, {"upstream": "u"}, replies).save()
    found = cassette.load(path)
    assert found.replies == replies
    assert found.header == {"upstream": "u"}
    digests = [json.loads(line).get("digest") for line in path.read_text().splitlines()]
    assert digests == [None, "a" * 64, "b" * 64]


@pytest.mark.parametrize(("content", "said"), [
    (None, "cannot be read"),
    (b"\xff", "cannot be read"),
    (b"", ':1: a cassette begins with {"goldenpath_cassette": 1}'),
    (b"[]", ":1: a cassette begins with"),
    (b'{"goldenpath_cassette": 2}', ":1: a cassette begins with"),
    (f"{HEADER}\n{{".encode(), ":2: is no recorded reply"),
    (f"{HEADER}\n{{}}".encode(), ":2: is no recorded reply: KeyError('digest')"),
    (f'{HEADER}\n{{"digest": "a", "text": 3}}'.encode(), ":2: is no recorded reply"),
    (f'{HEADER}\n{{"digest": "a", "usage": {{}}}}'.encode(), ":2: is no recorded reply"),
    (f'{HEADER}\n{{"digest": "a", "tool_calls": [{{"name": 1, "arguments": ""}}]}}'.encode(),
     ":2: is no recorded reply"),
])  # fmt: skip
def test_what_is_no_cassette(content: bytes | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        cassette.load(path)
    assert str(error.value).startswith(str(path))
    assert said in str(error.value)


def test_bare() -> None:
    assert bare("https://me:word@api.example.com:8443/v1?key=word#x") == (
        "https://api.example.com:8443/v1"
    )
