"""What becomes of conftest's answer, whatever it says; the real one is asked where it is here."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import team
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.engine import conftest
from goldenpath_gates.policy.engine.own import Module
from goldenpath_gates.policy.findings import Found

from tests.support import require

POD = Document("kubernetes", "a.yaml", {"kind": "Pod", "spec": {"containers": [{"image": "a:1"}]}})
NAME = "policies/rego/own.rego"


@pytest.fixture
def real() -> str:
    program = shutil.which("conftest")
    require(program, "conftest")
    return str(program)


def own(rule: str, package: str = "team.pods") -> Sequence[Module]:
    return [Module(NAME, f"package {package}\n\n{rule}\n", package)]


def found(program: str, rule: str, package: str = "team.pods") -> list[Found]:
    rows = conftest.evaluate(program, [POD], team.defaults(), own(rule, package))
    return [row for row in rows if row.rule.startswith("team")]


def test_our_rules_are_asked(real: str) -> None:
    rows = conftest.evaluate(real, [POD], team.defaults(), [])
    (digest,) = [row for row in rows if row.rule == "workload-digest"]
    assert (digest.path, digest.document) == ("a.yaml", 0)
    assert digest.at == ("spec", "containers", 0, "image")


def test_a_rule_of_the_teams_with_nothing_but_a_message(real: str) -> None:
    for rule in ('deny contains {"msg": "no"}', 'deny contains "no"', 'warn contains "no"'):
        assert found(real, rule) == [Found("team.pods", NAME, "no")], rule


def test_a_rule_of_the_teams_that_uses_our_library(real: str) -> None:
    rule = """import data.goldenpath.lib

deny contains lib.finding("team-pods", document, ["kind"], "is a pod") if {
	some document in lib.of_type("kubernetes")
	document.contents.kind == "Pod"
}"""
    assert found(real, rule) == [Found("team-pods", "a.yaml", "is a pod", ("kind",), 0)]


def test_a_library_of_the_teams_needs_no_rules(real: str) -> None:
    assert found(real, "one := 1", "team.lib.numbers") == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("dney contains 1", "package team.pods has no rule `deny`"),
        ("deny contains {", r"policies/rego/own\.rego:\d+: rego_parse_error"),
        ("deny contains nothing.here", "unsafe"),
        ('deny contains "no"\n\nexception contains [""]', "write a waiver instead"),
        ('a := x if some x in [1, 2]\n\ndeny contains "no" if a', "eval_conflict_error"),
        ('deny contains {"msg": "no", "at": 3}', "package team.pods"),
        ('deny contains {"msg": "no", "document": "x"}', "package team.pods"),
        ('deny contains {"text": "no"}', "could not judge"),
    ],
)
def test_what_is_not_judged_is_incomplete(real: str, rule: str, said: str) -> None:
    with pytest.raises(IncompleteError, match=said):
        found(real, rule)


def test_no_setting_of_the_users_is_heard(
    real: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conftest.toml").write_text('namespace = "nobody"\nignore = ".*"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONFTEST_IGNORE", ".*")
    monkeypatch.setenv("CONFTEST_COMBINE", "true")
    assert found(real, 'deny contains "no"') == [Found("team.pods", NAME, "no")]


def fake(folder: Path, script: str) -> str:
    program = folder / "conftest"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    return str(program)


def row(**changes: Any) -> dict[str, Any]:
    return {"filename": "0.json", "namespace": "main", "successes": 8, **changes}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "did not judge every package"),
        ([row(namespace="other")], "did not judge every package"),
        ([row(), row(namespace="other")], "did not judge every package"),
        ([row(successes=0)], "package main has no rule"),
        ([row(exceptions=[{"msg": "x"}])], "write a waiver instead"),
    ],
)
def test_an_answer_that_passes_for_want_of_rules(tmp_path: Path, rows: Any, said: str) -> None:
    program = fake(tmp_path, f"echo '{json.dumps(rows)}'")
    with pytest.raises(IncompleteError, match=said):
        conftest.evaluate(program, [POD], {}, [])


@pytest.mark.parametrize(
    "script", ["exit 2", "echo panic; exit 1", "kill -9 $$", "exit 0", "echo x"]
)
def test_a_crash_is_incomplete(tmp_path: Path, script: str) -> None:
    with pytest.raises(IncompleteError, match="conftest could not judge"):
        conftest.evaluate(fake(tmp_path, script), [POD], {}, [])


def test_nothing_is_left_behind(real: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found(real, 'deny contains "no"')
    assert os.listdir(tmp_path) == []
