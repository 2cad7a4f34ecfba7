from __future__ import annotations

import json
import math
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.model_stub import embeddings
from goldenpath_gates.model_stub.cassette import Cassette
from goldenpath_gates.model_stub.faults import FAULTS
from goldenpath_gates.model_stub.sources import Replay
from openai import APIStatusError, BadRequestError, OpenAI

from tests.gates.model_stub.support import running, sync_client

OF_TEXT = {"content-filter", "refusal", "tool-calls"}


def vectors(client: OpenAI, given: Any, **options: Any) -> list[list[float]]:
    found = client.embeddings.create(model="e", input=given, **options)
    assert [entry.index for entry in found.data] == list(range(len(found.data)))
    return [entry.embedding for entry in found.data]


def test_vectors_follow_from_model_and_text(stub_url: str) -> None:
    with sync_client(stub_url) as client:
        (one,), (a, b) = vectors(client, "tea"), vectors(client, ["tea", "coffee"])
        other = client.embeddings.create(model="f", input="tea").data[0].embedding
    assert one == a != b
    assert one != other
    assert len(one) == 1536
    assert math.hypot(*one) == pytest.approx(1, abs=1e-6)


def test_fewer_dimensions_are_the_beginning_of_more(stub_url: str) -> None:
    with sync_client(stub_url) as client:
        (short,) = vectors(client, "tea", dimensions=3)
        (long,) = vectors(client, "tea", dimensions=6)
    assert math.hypot(*short) == pytest.approx(1, abs=1e-6)
    assert [each / math.hypot(*long[:3]) for each in long[:3]] == pytest.approx(short)


def test_both_encodings_say_the_same(stub_url: str) -> None:
    with sync_client(stub_url) as client:  # the SDK asks for base64
        assert vectors(client, "tea") == vectors(client, "tea", encoding_format="float")


def test_usage_and_journal() -> None:
    with running() as url, sync_client(url) as client:
        found = client.embeddings.create(model="e", input=["12345678", "1234"])
        with urllib.request.urlopen(f"{url}/_stub/requests", timeout=5) as answer:
            (entry,) = json.load(answer)["requests"]
    assert found.usage.model_dump() == {"prompt_tokens": 3, "total_tokens": 3}
    assert (entry["number"], entry["path"]) == (1, "/v1/embeddings")


def posted(url: str, body: bytes) -> str:
    request = urllib.request.Request(f"{url}/v1/embeddings", body)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    with caught.value as error:
        assert error.code == 400
        return str(json.load(error)["error"]["message"])


@pytest.mark.parametrize(("body", "message"), [
    (b"[]", "must be a JSON object"),
    (b'{"input": "a"}', "a model parameter"),
    (b'{"model": "m"}', "'input' must be"),
    (b'{"model": "m", "input": []}', "'input' must be"),
    (b'{"model": "m", "input": [""]}', "not empty"),
    (b'{"model": "m", "input": [[1, 2]]}', "must be a text"),
    (b'{"model": "m", "input": "a", "dimensions": 0}', "'dimensions' must be"),
    (b'{"model": "m", "input": "a", "dimensions": true}', "'dimensions' must be"),
    (b'{"model": "m", "input": "a", "encoding_format": "int8"}', "must be float or base64"),
    (json.dumps({"model": "m", "input": ["a"] * 2048, "dimensions": 4096}).encode(), "too many"),
])  # fmt: skip
def test_wrong_requests(stub_url: str, body: bytes, message: str) -> None:
    assert message in posted(stub_url, body)


def test_a_lone_surrogate_has_a_vector() -> None:
    assert len(embeddings.vector("m", "\ud800", 3)) == 3


@pytest.mark.parametrize(("fault", "status"), [
    ("rate-limit", 429), ("server-error;status=503", 503), ("unauthorized", 401),
    ("deprecated-model", 404),
])  # fmt: skip
def test_faults_of_status(stub_url: str, fault: str, status: int) -> None:
    with sync_client(stub_url) as client, pytest.raises(APIStatusError) as caught:
        vectors(client, "tea", extra_headers={"x-stub-fault": fault})
    assert caught.value.status_code == status


def test_faults_of_content(stub_url: str) -> None:
    def found(fault: str) -> Any:
        headers = {"x-stub-fault": fault}
        return client.with_raw_response.embeddings.create(
            model="e", input="tea", dimensions=2, extra_headers=headers, encoding_format="float"
        ).http_response

    with sync_client(stub_url) as client:
        assert found("model-drift").json()["model"] == "goldenpath-stub-drifted"
        assert "usage" not in found("usage-missing").json()
        assert found("empty-choices").json()["data"] == []
        assert found("html").text.startswith("<!doctype html>")


@pytest.mark.parametrize("name", [
    name for name, fault in FAULTS.items() if fault.stream_only or name in OF_TEXT
])  # fmt: skip
def test_a_fault_that_makes_no_sense_is_refused(stub_url: str, name: str) -> None:
    with sync_client(stub_url) as client, pytest.raises(BadRequestError) as caught:
        vectors(client, "tea", extra_headers={"x-stub-fault": name})
    assert caught.value.code == "wrong_fault"


def test_without_a_key(tmp_path: Path) -> None:
    with running(require_key=True) as url, pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{url}/v1/embeddings", b"{}", timeout=5)


def test_a_cassette_holds_no_vectors(tmp_path: Path) -> None:
    tape = Replay(Cassette(tmp_path / "tape.jsonl"))
    with running(source=tape) as url, pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{url}/v1/embeddings", b"{}", timeout=5)
