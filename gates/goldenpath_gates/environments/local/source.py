"""The tree of a commit in a folder of its own: what is edited meanwhile does not reach it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from goldenpath_gates import process
from goldenpath_gates.console import plain
from goldenpath_gates.errors import IncompleteError, UsageError


def commit_of(root: Path, branch: str) -> str:
    """Of a branch of this repository, or what is checked out where none is named."""
    name = f"refs/heads/{branch}" if branch else "HEAD"
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if done.returncode:
        if branch:
            raise UsageError(f"there is no branch {branch!r} here: fetch it, or name another")
        raise IncompleteError(f"git names no commit in {root}: commit, or let git read the folder")
    return done.stdout.strip()


def exported(root: Path, commit: str, folder: Path) -> None:
    """The whole repository. Neither its index nor its work tree moves."""
    top = Path(_said(root, "rev-parse", "--show-toplevel"))
    index = folder.with_suffix(".index")
    env = {"GIT_INDEX_FILE": str(index)}
    try:
        _said(top, "read-tree", commit, env=env)
        _said(top, "checkout-index", "--all", "--force", f"--prefix={folder}/", env=env)
    finally:
        index.unlink(missing_ok=True)


def prefix(root: Path) -> str:
    """Where the service lies in its repository; empty where it is all of it."""
    return _said(root, "rev-parse", "--show-prefix")


def _said(root: Path, *args: str, env: dict[str, str] | None = None) -> str:
    done = _git(root, *args, env=env)
    if done.returncode:
        raise IncompleteError(f"git {args[0]} failed: {plain(done.stderr.strip())}")
    return done.stdout.removesuffix("\n")


def _git(
    root: Path, *args: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    git = process.find("git", "an environment is made from a commit")
    return subprocess.run(
        (git, *args),
        cwd=root,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
    )
