"""`goldenpath eval record`, and what it recorded played to the same service."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pytest
from goldenpath_gates import config, service
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask import source
from goldenpath_gates.evals.commands import record

from tests.gates.evals.ask.support import asked, case
from tests.gates.evals.ask.test_prompts import CANARY, NODE, QUESTION
from tests.gates.model_stub.support import running as provider
from tests.gates.support import write
from tests.support import require

SETTINGS = f"""\
[service]
name = "node"
start = ["node", "{NODE}"]
[eval]
datasets = ["golden.jsonl"]
[eval.model]
source = "cassette"
cassette = "tape.jsonl"
"""
KEY = "sk-" + "of-a-provider" * 2
CASES = [{"id": f"c-{n}", "input": f"{QUESTION} {n}", "expected": {"text": "a"}} for n in range(3)]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    require(shutil.which("node"), "node")
    golden = "".join(json.dumps(case) + "\n" for case in CASES)
    files = {"goldenpath.toml": SETTINGS, "golden.jsonl": golden, "knowledge/canary.md": CANARY}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MODEL_API_KEY", KEY)
    return write(tmp_path, files)


def test_what_was_recorded_answers_without_the_provider(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with provider(require_key=True) as url:
        monkeypatch.setenv("MODEL_BASE_URL", f"{url}/v1")
        assert record.run(argparse.Namespace()) == 0
    assert "tape.jsonl holds the replies to 3 cases" in capsys.readouterr().out
    assert len((root / "tape.jsonl").read_text().splitlines()) == 4
    assert KEY not in (root / "tape.jsonl").read_text()
    loaded = config.load(root)
    with (
        source.model(loaded.eval.model, root) as talks_to,
        service.serving(root, loaded.service, env=talks_to.env) as replayed,
    ):
        known, unknown = asked(replayed, [case(f"{QUESTION} 1"), case("Another question")])
    assert (known.text or "").startswith("Stub answer to: <document")
    assert unknown.error == "answered 502: Model failed"


def test_a_provider_that_fails_is_incomplete(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(
        IncompleteError, match="3 of 3 cases were not answered, the first: answered"
    ):
        record.run(argparse.Namespace())
