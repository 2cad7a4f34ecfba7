from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import pytest
from goldenpath_gates.contracts.commands import provider
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.model_stub.started import started

from tests.gates.contracts.provider.support import promising

PROMISES = """
version: 1
cases:
  - {id: answer, title: it answers, steps: [], expect: {status: 200, calls: 1}}
  - {id: page, title: a page is no answer, steps: [{fault: html}], expect: {status: 502}}
"""
REAL = "provider: [{id: real, title: it is there, expect: {status: 200}}]\n"
CONFIG = f"""
[service]
name = "tiny"
start = [{json.dumps(sys.executable)}, "server.py"]
ready = "/"
[eval.model]
rules = "rules.yaml"
"""


def run(root: Path, promises: str, *options: str) -> int:
    promising(root, promises)
    (root / "goldenpath.toml").write_text(CONFIG)
    parser = argparse.ArgumentParser()
    provider.add_arguments(parser)
    return provider.run(parser.parse_args(options))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("MODEL_BASE_URL", "MODEL_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_what_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, PROMISES) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kept  answer: it answers",
        "kept  page: a page is no answer",
    ]


def test_what_is_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, PROMISES.replace("502", "503")) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "broken  page: a page is no answer",
        "        contracts/provider.yaml: provider-status page: expected status 503, saw 502 "
        "(urn:problem-type:bad-reply); promised is: a page is no answer",
    ]


def test_the_real_provider(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with started(tmp_path, "--require-key") as stub:
        monkeypatch.setenv("MODEL_BASE_URL", stub.api)
        monkeypatch.setenv("MODEL_API_KEY", "a-key")
        assert run(tmp_path, PROMISES + REAL, "--real") == 0
    assert capsys.readouterr().out == "kept  real: it is there\n"


def test_a_real_provider_without_a_case_or_a_key(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="holds no case for the real provider"):
        run(tmp_path, PROMISES, "--real")
    with pytest.raises(IncompleteError, match="the provider cannot be asked: MODEL_BASE_URL"):
        run(tmp_path, PROMISES + REAL, "--real")
