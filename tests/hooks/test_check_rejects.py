from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_hooks.check_rejects import main

from tests.hooks.case_folders import both, judge, lay_out, load, relative
from tests.support import git


def lay_out_repository(case: dict[str, object], root: Path) -> None:
    lay_out({".gitignore": "\n".join(case.get("ignored", [])), **case["files"]}, root)  # type: ignore[arg-type, dict-item]
    git(root, "init", "-q")
    untracked = [f":!{name}" for name in case.get("untracked", [])]  # type: ignore[attr-defined]
    git(root, "add", "--", ".", *untracked)


@pytest.mark.parametrize("path", both("check-rejects"), ids=relative)
def test_case(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out_repository(load(path), tmp_path)
    monkeypatch.chdir(tmp_path)
    judge(path, main, [], capsys)


def test_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out_repository({"files": {"vendor/a/Cargo.toml.orig": ""}}, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
    assert main(["--allow", "vendor/*"]) == 0


def test_odd_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a\nb c.rej").touch()
    (tmp_path / b"\xff.rej".decode("utf-8", "surrogateescape")).touch()
    (tmp_path / "loop").symlink_to("loop")
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(r"a\nb c.rej:1:1: check-rejects ")


def test_no_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main([]) == 3
    assert capsys.readouterr().err.startswith("check-rejects: git lists no files here (fatal: ")


def test_no_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([]) == 3
    assert capsys.readouterr().err == "check-rejects: git is not installed, nothing was checked\n"
