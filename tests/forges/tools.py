"""The programs that the forge tests need, and how they are run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
JSON_HOOK = HERE / "json-hook.mjs"
RUN_SECONDS = 900.0
REMEDIES = {
    "node": "install Node 20 or newer",
    "node_modules": "run `npm ci --ignore-scripts` in tests/forges",
    "rsync": "install rsync, gitlab-ci-local copies artifacts with it",
    "git": "install git",
}


def need_tool(name: str) -> None:
    """Skip on a laptop without the tool, fail in CI: there nothing may stay unchecked."""
    found = NODE_MODULES.is_dir() if name == "node_modules" else shutil.which(name) is not None
    if found:
        return
    reason = f"{name} is missing: {REMEDIES.get(name, f'install {name}')}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def need_node() -> None:
    for name in ("node", "node_modules", "git"):
        need_tool(name)


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = RUN_SECONDS,
) -> subprocess.CompletedProcess[str]:
    """Run a program with `env` laid over ours; output is captured, whatever the exit code."""
    words = [str(word) for word in command]
    process = subprocess.Popen(
        words,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        # Not kill: on TERM the runner ends the processes of its steps first.
        process.terminate()
        output, _ = process.communicate(timeout=10)
        pytest.fail(f"{' '.join(words[:4])} took more than {seconds:.0f} s:\n{output[-4000:]}")
    return subprocess.CompletedProcess(words, process.returncode, output)


def git(repo: Path, *arguments: str) -> str:
    """Run git in a repository and return what it printed; CalledProcessError otherwise."""
    command = ["git", "-C", str(repo), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit_all(repo: Path) -> str:
    """Make a repository of a folder, with everything in one commit on main; its SHA."""
    git(repo, "init", "--quiet", "--initial-branch=main")
    git(repo, "add", "--all")
    identity = ("-c", "user.name=tester", "-c", "user.email=tester@example.test")
    git(repo, *identity, "commit", "--quiet", "--message=first")
    return git(repo, "rev-parse", "HEAD")
