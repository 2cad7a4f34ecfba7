from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from goldenpath_gates.model_stub import journal
from goldenpath_gates.model_stub.journal import Journal
from openai import BadRequestError

from tests.gates.model_stub.support import running, sync_client

ASKED: Any = [{"role": "user", "content": "what was sent?"}]


def journal_of(url: str, method: str = "GET") -> Any:
    request = urllib.request.Request(f"{url}/_stub/requests", method=method)
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.loads(response.read() or b"null")


def test_what_was_sent_is_shown_without_the_key() -> None:
    with running() as url, sync_client(url) as client:
        create = client.chat.completions.create
        create(model="m", messages=ASKED, temperature=0.5)
        create(model="m", messages=ASKED, extra_headers={"x-stub-fault": "empty-choices"})
        with pytest.raises(BadRequestError):
            create(model="m", messages=[])
        shown = journal_of(url)
        assert journal_of(url, "DELETE") is None
        assert journal_of(url) == {"total": 0, "requests": []}
    assert shown["total"] == 3
    assert [entry["number"] for entry in shown["requests"]] == [1, 2, 3]
    assert {entry["path"] for entry in shown["requests"]} == {"/v1/chat/completions"}
    assert [entry["fault"] for entry in shown["requests"]] == [None, "empty-choices", None]
    assert json.loads(shown["requests"][0]["body"])["temperature"] == 0.5
    assert shown["requests"][0]["headers"]["authorization"] == "present"
    assert "a-key" not in json.dumps(shown)


@pytest.mark.parametrize(("name", "bound"), [("MAX_ENTRIES", 3), ("MAX_BYTES", 12)])
def test_the_journal_is_bounded(monkeypatch: pytest.MonkeyPatch, name: str, bound: int) -> None:
    monkeypatch.setattr(journal, name, bound)
    kept = Journal()
    for _ in range(10):
        kept.add("/v1/models", {}, b"body")
    document: Any = kept.document()
    assert document["total"] == 10
    assert [entry["number"] for entry in document["requests"]] == [8, 9, 10]
