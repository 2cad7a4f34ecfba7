"""What is no release: bytes that differ from build to build, a wheel that does not do its work."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_hooks.prompts.base_git import Git
from release import build

from tests.workflows.release_library import FILES, released, tree

# Stands for uv where a test is about what comes after it.
UV = """\
#!/bin/sh
case "$1" in
  build)
    while [ "$1" != --out-dir ]; do shift; done
    mkdir -p "$2" && {made} > "$2/goldenpath-0.6.0-py3-none-any.whl" ;;
  pip) exit {installed} ;;
esac
"""
WORKS = {
    "goldenpath": 'test "$1" = stages && echo lint staging || echo goldenpath 0.6.0',
    "format-json": 'test "$2" = good.json || { echo "bad.json:1:1: format-json x"; exit 1; }',
}


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script if script.startswith("#!") else f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path / "tools"), prepend=":")
    path = tmp_path / "tools" / "uv"
    program(path, UV.format(made="echo same", installed=0))
    return path


def test_builds_that_differ(uv: Path, tmp_path: Path) -> None:
    program(uv, UV.format(made="pwd", installed=0))  # the folder goes into the wheel
    folder = released(tmp_path / "library", FILES)
    with pytest.raises(FailedError, match="release-reproducible two builds of one commit differ"):
        list(build.build(Git(folder), tmp_path / "out"))


def test_what_cannot_be_installed(uv: Path, tmp_path: Path) -> None:
    program(uv, UV.format(made="echo same", installed=1))
    folder = released(tmp_path / "library", FILES)
    with pytest.raises(IncompleteError, match=r"`uv pip install ...` failed, nothing was released"):
        list(build.build(Git(folder), tmp_path / "out"))


def test_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "old.whl").touch()
    with pytest.raises(UsageError, match="is not empty"):
        list(build.build(Git(tmp_path), tmp_path))


def tried(tmp_path: Path, programs: dict[str, str]) -> list[str]:
    for name, script in programs.items():
        program(tmp_path / "environment" / "bin" / name, script)
    wheel = tmp_path / "goldenpath-0.6.0-py3-none-any.whl"
    wheel.touch()
    return list(build.tried(tmp_path / "environment", wheel, tree(FILES), tmp_path / "elsewhere"))


def test_a_wheel_that_works(uv: Path, tmp_path: Path) -> None:
    assert len(tried(tmp_path, WORKS)) == 4


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"goldenpath": "echo goldenpath 0.5.0"}, r"--version` ended with 0, not 0, and without"),
        ({"goldenpath": "echo goldenpath 0.6.0 lint"}, r"stages` .* without \['staging'\]"),
        ({"goldenpath": "exit 3"}, "--version` ended with 3, not 0"),
        ({"format-json": "exit 0"}, r"format-json --check bad.json` ended with 0, not 1"),
        ({"format-json": "echo bad.json: format-json; exit 1"}, r"good.json` ended with 1, not 0"),
    ],
)
def test_a_wheel_that_does_not(broken: dict[str, str], said: str, uv: Path, tmp_path: Path) -> None:
    with pytest.raises(FailedError, match=said):
        tried(tmp_path, WORKS | broken)


def test_sums_are_those_of_sha256sum(tmp_path: Path) -> None:
    (tmp_path / "b.whl").write_bytes(b"b")
    (tmp_path / "a.whl").write_bytes(b"a")
    (tmp_path / build.SUMS).write_text(build.sums(tmp_path), "utf-8")
    command = ("sha256sum", "--check", "--strict", build.SUMS)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "a.whl: OK\nb.whl: OK\n"
