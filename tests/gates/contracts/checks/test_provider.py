from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates import service
from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.checks import provider
from goldenpath_gates.contracts.model import model
from goldenpath_gates.contracts.provider import suite
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.model_stub.faults import FAULTS

from tests.gates.contracts.provider.support import promising
from tests.support import ROOT

PROMISES = """
version: 1
cases:
  - id: answer
    title: it answers
    steps: []
    expect: {status: 200, model: m-1, body: {/usage/completion_tokens: {minimum: 1}}, calls: 1}
  - {id: stream, title: it streams, stream: true, steps: [], expect: {events: [delta, done]}}
  - id: limited
    title: it says when to come back
    steps: [{fault: rate-limit, retry_after: 30}]
    expect: {status: 503, problem: limited, retry_after: 30, calls: 1}
  - id: page
    title: a page is no answer
    steps: [{fault: html}]
    expect: {status: 502, problem: bad-reply}
  - {id: late, title: it waits, steps: [{fault: timeout}], expect: {status: 504, within: 5}}
"""


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODEL_BASE_URL", "MODEL_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def serving(root: Path, promises: str) -> Iterator[Context]:
    config = promising(root, promises)
    with model(root, "rules.yaml") as stub:
        env = {"MODEL_BASE_URL": stub.api, "MODEL_TIMEOUT_SECONDS": "0.5"}
        with service.serving(root, config.service, env=env) as running:
            yield Context(root, config, running.url, stub)


def checked(root: Path, promises: str) -> Outcome:
    with serving(root, promises) as context:
        found = provider.run(context)
        assert context.model.requests() == []
        return found


def test_promises_that_are_kept(tmp_path: Path) -> None:
    found = checked(tmp_path, PROMISES)
    assert found.findings == ()
    kept, real = found.figures
    assert (kept.value, kept.threshold, kept.passed) == (5, "= 5", True)
    assert (real.value, real.passed) == (0, None)
    assert "MODEL_BASE_URL and [eval.model] url of goldenpath.toml are not set" in real.name


def test_promises_that_are_broken(tmp_path: Path) -> None:
    worse = PROMISES.replace("retry_after: 30, calls: 1", "retry_after: 31, calls: 2")
    found = checked(tmp_path, worse.replace("within: 5", "within: 0.5"))
    assert found.figures[0].passed is False
    assert [(each.rule, each.message.partition(":")[0]) for each in found.findings] == [
        ("provider-retry-after", "limited"),
        ("provider-calls", "limited"),
        ("provider-answer", "late"),
    ]
    assert {each.path for each in found.findings} == {"contracts/provider.yaml"}


def test_a_key_without_a_case_asks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("MODEL_API_KEY", "a-key")
    assert "has no such case" in checked(tmp_path, PROMISES).figures[1].name


def test_with_a_key_the_provider_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = "provider: [{id: real, title: it answers, expect: {status: 200}}]"
    with serving(tmp_path, PROMISES + case) as context:
        monkeypatch.setenv("MODEL_BASE_URL", context.model.api)
        monkeypatch.setenv("MODEL_API_KEY", "a-key")
        real = provider.run(context).figures[1]
    assert (real.value, real.threshold, real.passed) == (1, "= 1", True)


def test_no_promises_are_incomplete(tmp_path: Path) -> None:
    with serving(tmp_path, PROMISES) as context:
        (tmp_path / "contracts" / "provider.yaml").unlink()
        with pytest.raises(IncompleteError, match="not-there"):
            provider.run(context)


def template() -> Any:
    return suite.load(ROOT / "template", "contracts/provider.yaml")


def test_the_template_promises_something_for_every_fault() -> None:
    played = {step["fault"] for case in template().cases for step in case.steps}
    assert played == set(FAULTS)


def test_the_template_counts_the_calls_of_every_case() -> None:
    assert [case.id for case in template().cases if case.expect.calls is None] == []


def test_each_fault_that_streams_is_promised_streamed_too() -> None:
    alone = {name for name, fault in FAULTS.items() if fault.stream_only}
    found = yaml.safe_load((ROOT / "template/contracts/provider.yaml").read_text())["cases"]
    streamed = {step["fault"] for case in found if case.get("stream") for step in case["steps"]}
    assert alone <= streamed
