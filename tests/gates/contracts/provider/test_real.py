"""Another stub that wants a key stands for the provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from goldenpath_gates.contracts.provider import real, suite
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.model_stub.started import started

from tests.gates.contracts.provider.support import promising

PROMISES = """
version: 1
cases: [{id: a, title: t, steps: [], expect: {status: 200}}]
provider:
  - id: answer
    title: it answers
    expect: {status: 200, body: {/usage/completion_tokens: {minimum: 1}}}
  - id: stream
    title: it ends with usage
    stream: true
    expect: {status: 200, events: [delta, done], body: {/usage/completion_tokens: {minimum: 1}}}
  - {id: long, title: it is refused, filled: {/question: 101}, expect: {problem: too-long}}
  - id: late
    title: it is too late
    env: {MODEL_TIMEOUT_SECONDS: "0.02"}
    expect: {status: 504, problem: timeout}
"""
RULES = "rules: [{reply: r, delay_ms: 200, answered_by: m-1-2026-01-01}]"


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "rules.yaml").write_text(RULES)
    with started(tmp_path, "--require-key", "--rules", "rules.yaml") as stub:
        monkeypatch.setenv("MODEL_BASE_URL", stub.api)
        monkeypatch.setenv("MODEL_API_KEY", "a-key")
        yield stub.api


def asked(root: Path, promises: str = PROMISES) -> dict[str, list[str]]:
    config = promising(root, promises, RULES)
    found = real.asked(root, config, suite.load(root, config.contract.provider))
    return {case.id: [str(each) for each in findings] for case, findings in found}


def test_promises_that_are_kept(tmp_path: Path, provider: str) -> None:
    assert asked(tmp_path) == {"answer": [], "stream": [], "long": [], "late": []}


def test_promises_that_are_broken(tmp_path: Path, provider: str) -> None:
    found = asked(tmp_path, PROMISES.replace("status: 504", "status: 503"))
    assert [name for name, broken in found.items() if broken] == ["late"]


def test_another_model_is_found(
    tmp_path: Path, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.yaml").write_text("rules: [{reply: r, answered_by: m-2}]")
    with started(tmp_path, "--require-key", "--rules", "other.yaml") as other:
        monkeypatch.setenv("MODEL_BASE_URL", other.api)
        (found,) = asked(tmp_path, PROMISES.partition("  - id: stream")[0])["answer"]
    assert "provider-model answer: expected the model m-1 or m-1-*, saw m-2" in found


def test_a_wrong_key_is_no_answer(
    tmp_path: Path, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_API_KEY", " ")
    assert "saw 502" in asked(tmp_path)["answer"][0]


@pytest.mark.parametrize(("unset", "said"), [
    ("MODEL_API_KEY", "MODEL_API_KEY is not set"),
    ("MODEL_BASE_URL", "MODEL_BASE_URL and .* are not set"),
])  # fmt: skip
def test_without_url_or_key_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unset: str, said: str
) -> None:
    monkeypatch.setenv("MODEL_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("MODEL_API_KEY", "a-key")
    monkeypatch.delenv(unset)
    with pytest.raises(IncompleteError, match=said):
        asked(tmp_path)
