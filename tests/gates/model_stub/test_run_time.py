"""A scenario that is told to a running stub."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from openai import APIStatusError

from tests.gates.model_stub.support import running, sync_client

ASKED: Any = [{"role": "user", "content": "q"}]
HTML: Any = {"fault": "html", "requests": 1}


def told(url: str, body: bytes) -> tuple[int, Any]:
    request = urllib.request.Request(f"{url}/_stub/scenario", body, method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)["error"]


def total(url: str) -> int:
    with urllib.request.urlopen(f"{url}/_stub/requests", timeout=5) as answer:
        found: int = json.load(answer)["total"]
        return found


def test_a_scenario_replaces_the_last_one_and_counts_from_1() -> None:
    with running() as url, sync_client(url) as client:

        def status() -> int:
            try:
                client.chat.completions.create(model="m", messages=ASKED)
            except APIStatusError as error:
                return error.status_code
            return 200

        steps = [{"fault": "unauthorized", "requests": 2}]
        assert status() == 200
        assert told(url, json.dumps({"steps": steps}).encode()) == (204, b"")
        assert total(url) == 0
        assert [status() for _ in range(3)] == [200, 401, 200]
        assert told(url, b'{"steps": []}') == (204, b"")
        assert (total(url), status(), status()) == (0, 200, 200)


@pytest.mark.parametrize(("body", "message"), [
    (b"steps: []", "scenario: is not JSON"),
    (b"\xff", "scenario: is not JSON"),
    (b"[" * 100_000, "scenario: is not JSON"),
    (b"[]", "scenario: (top level): [] is not of type 'object'; expected: a mapping"),
    (b'{"steps": [], "more": 1}', "scenario: (top level): unknown key more; known are seed, steps"),
    (b'{"steps": [], "seed": 1e400}', "scenario: holds what JSON has no form for"),
    (b'{"steps": [{"fault": "html"}]}', "scenario: steps[0]: says not when"),
    (b'{"steps": [{"fault": "htm", "rate": 1}]}', "scenario: steps[0].fault: unknown fault 'htm'"),
])  # fmt: skip
def test_a_wrong_one_says_why_and_changes_nothing(body: bytes, message: str) -> None:
    with running() as url, sync_client(url) as client:
        assert told(url, json.dumps({"steps": [HTML]}).encode())[0] == 204
        status, error = told(url, body)
        assert (status, error["code"]) == (400, "wrong_scenario")
        assert error["message"].startswith(message)
        reply: Any = client.chat.completions.create(model="m", messages=ASKED)
        assert "Gateway" in reply


def test_a_whole_number_may_be_written_with_a_point() -> None:
    with running() as url:
        assert told(url, b'{"steps": [{"fault": "html", "requests": 1.0}]}')[0] == 204
