"""The stage `preview` where there is no cluster: the whole life of an environment at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.environments import names, preview
from goldenpath_gates.environments.local import ending
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Judgement

from tests.gates.environments.support import Tiny, tiny

NAME = names.of_branch("tiny", "stage preview")


@pytest.fixture
def one(tmp_path: Path) -> Tiny:
    return tiny(tmp_path)


def lived(one: Tiny, **env: str) -> Judgement:
    return preview.previewed(one.root, config.load(one.root), {**os.environ, **one.env, **env})


def test_a_change_lives_and_leaves_nothing(one: Tiny) -> None:
    judged = lived(one)
    assert judged.verdict == "passed", judged.findings
    assert judged.summary == "the change lived by itself, on this machine"
    assert not one.store.names()


def test_what_answers_badly_is_ended_too(one: Tiny) -> None:
    one.commit(colour="red")
    judged = lived(one)
    assert [finding.rule for finding in judged.findings] == ["smoke-answer"]
    assert not one.store.names()


def test_what_does_not_start_is_no_verdict(one: Tiny) -> None:
    one.commit(**{"server.py": "raise SystemExit(3)"})
    with pytest.raises(IncompleteError, match="exit code 3"):
        lived(one)
    assert not one.store.names()


def test_what_stays_is_a_finding(one: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    cleared = ending.cleared
    monkeypatch.setattr(ending, "cleared", lambda *_: ("port 4711 is still open",))
    judged = lived(one)
    assert [finding.rule for finding in judged.findings] == ["preview-left"]
    assert judged.findings[0].message == f"{NAME}: port 4711 is still open"
    monkeypatch.setattr(ending, "cleared", cleared)
    assert lived(one).verdict == "passed", "the next run finds it by its name, and ends it first"


@pytest.mark.parametrize("gitops", ["flux", "none"])
def test_a_pipeline_without_argo_does_it_on_its_runner(one: Tiny, gitops: str) -> None:
    path = one.root / "goldenpath.toml"
    path.write_text(f'{path.read_text("utf-8")}\n[delivery]\ngitops = "{gitops}"\n', "utf-8")
    change = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "7", "CI_COMMIT_SHA": "a" * 40}
    assert lived(one, **change).summary == "the change lived by itself, on this machine"
