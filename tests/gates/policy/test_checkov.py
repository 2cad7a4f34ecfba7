"""What is handed to Checkov and what its failures mean; its verdicts are in tests/policies."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import checkov, tools_env
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.settings import Policy

DOCKERFILE = Document("dockerfile", "Dockerfile", None)


def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr(tools_env, "python", lambda *_: program)


def test_nothing_to_judge_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(tools_env, "python")
    other = Document("openapi", "contracts/openapi.json", {})
    assert checkov.run(tmp_path, [other], Policy()) is None


@pytest.mark.parametrize("name", ["infra/main.tf.json", "infra/main.tofu"])
def test_terraform_that_it_would_pass_over(tmp_path: Path, name: str) -> None:
    with pytest.raises(IncompleteError, match=rf"{name}: Checkov reads \.tf only"):
        checkov.run(tmp_path, [Document("terraform", name, None)], Policy())


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo it broke; exit 7", r"Checkov failed \(exit code 7\): it broke"),
        ("exit 0", r"Checkov failed \(exit code 0\)"),
        ("echo '{' > result.json", r"Checkov failed \(exit code 0\)"),
        ("kill -9 $$", r"Checkov failed \(exit code -9\)"),
    ],
)
def test_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str) -> None:
    stand_in(monkeypatch, tmp_path, script)
    with pytest.raises(IncompleteError, match=said):
        checkov.run(tmp_path, [DOCKERFILE], Policy())


def test_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, tmp_path, "exec tail -f /dev/null")
    monkeypatch.setattr(checkov, "TIMEOUT_S", 0.05)
    with pytest.raises(IncompleteError, match="took more than"):
        checkov.run(tmp_path, [DOCKERFILE], Policy())


def test_only_so_many_problems_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ", ".join(f'"problem {number}"' for number in range(20))
    stand_in(
        monkeypatch, tmp_path, f"""echo '{{"found": [], "trouble": [{said}]}}' > result.json"""
    )
    with pytest.raises(IncompleteError, match=r"problem 0; .*; and 12 more"):
        checkov.run(tmp_path, [DOCKERFILE], Policy())


def test_it_sees_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    seen = tmp_path / "seen"
    stand_in(monkeypatch, tmp_path, f"env > {seen}; exit 1")
    with pytest.raises(IncompleteError):
        checkov.run(tmp_path, [DOCKERFILE], Policy())
    names = {line.partition("=")[0] for line in seen.read_text().splitlines()}
    assert names <= {"PATH", "HOME", "TMPDIR", "CHECKOV_PARALLELIZATION_TYPE", "PWD", "_"}
