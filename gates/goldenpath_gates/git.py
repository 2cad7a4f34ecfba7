"""The few things the train asks git."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from pathlib import Path

from goldenpath_gates import process
from goldenpath_gates.errors import IncompleteError


def _git(root: Path, *args: str) -> str | None:
    """The output of git, or None when git is missing or refuses."""
    try:
        done = subprocess.run(("git", *args), cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def commit(root: Path) -> str | None:
    """The commit that is checked out; None outside a repository or before the first commit."""
    return _git(root, "rev-parse", "--verify", "--quiet", "HEAD") or None


def branch(root: Path) -> str | None:
    """The branch that is checked out; None where it is a commit, or nothing."""
    return _git(root, "symbolic-ref", "--quiet", "--short", "HEAD") or None


def require_commit(root: Path) -> None:
    """Incomplete where git does not say what is checked out: any report would seem to fit."""
    if commit(root) is None:
        raise IncompleteError(f"git names no commit in {root}: commit, or let git read the folder")


def commit_time(root: Path) -> int:
    """When the commit was made, in seconds since 1970. Raises IncompleteError without one."""
    told = _git(root, "log", "-1", "--format=%ct")
    if not told:
        raise IncompleteError(f"git names no commit in {root}: commit, or let git read the folder")
    return int(told)


def remote(root: Path) -> str | None:
    """The address of `origin`, without credentials."""
    address = _git(root, "remote", "get-url", "origin")
    return re.sub(r"(?<=://)[^/]*@", "", address) if address else None


def objects(root: Path) -> Path:
    """The folder in which git keeps what it knows of a repository."""
    return root / (_git(root, "rev-parse", "--git-path", "objects") or ".git/objects")


def files(root: Path, *folders: str) -> dict[str, bytes]:
    """Every regular file below the folders in the commit that is checked out, by its path.

    Raises IncompleteError where git does not give them.
    """
    require_commit(root)
    there = [folder for folder in folders if _git(root, "ls-tree", "HEAD", folder)]
    command = ("git", "archive", "--format=tar", "HEAD", "--", *there)
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if done.returncode != 0 or not there:
        raise IncompleteError(f"git gives nothing of {', '.join(folders)} in {root.name}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        members = [member for member in archive if member.isfile()]
        read = ((member.name, archive.extractfile(member)) for member in members)
        return {name: file.read() for name, file in read if file}


def dirty(root: Path) -> bool:
    """Whether the work tree differs from the commit."""
    return bool(_git(root, "status", "--porcelain"))


def require_tracked_files(root: Path) -> None:
    """Incomplete unless there is a repository in which at least one file is tracked."""
    process.find("git", "the hooks read the list of files from it")
    if _git(root, "rev-parse", "--show-toplevel") is None:
        raise IncompleteError(f"{root} is not a git repository: run `git init && git add -A`")
    if not _git(root, "ls-files"):
        raise IncompleteError("no file is tracked by git, so nothing was judged: run `git add -A`")


def tracked(root: Path) -> list[str]:
    return _paths(_git(root, "ls-files", "-z"))


def changed(root: Path) -> set[str]:
    """The tracked files that differ from what is staged, hooks' rewrites among them."""
    return set(_paths(_git(root, "diff", "--name-only", "--no-ext-diff", "-z")))


def require_unchanged(root: Path) -> None:
    """Incomplete where a tracked file differs from the commit, if there is one, or git fails."""
    if commit(root) is None:
        return
    listed = _git(root, "status", "--porcelain", "--untracked-files=no")
    if listed is None:
        raise IncompleteError(f"git cannot say whether files in {root.name} changed")
    if listed:
        raise IncompleteError("files differ from the commit: commit them, or put them back")


def occurrences(root: Path, pattern: str) -> int:
    """How often an extended regular expression matches in tracked text files."""
    found = _git(root, "grep", "-I", "-h", "-o", "--no-textconv", "-E", "-e", pattern)
    return len((found or "").splitlines())


def _paths(listed: str | None) -> list[str]:
    return [path for path in (listed or "").split("\0") if path]
