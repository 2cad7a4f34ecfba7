"""What the hook asks git. Nothing that a repository can name is started, nothing is written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenpath_hooks.findings import INCOMPLETE, HookError

SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--literal-pathspecs")
PLAIN_FILES = (b"100644", b"100755")
"""Modes; a link may lead anywhere, a submodule is not ours."""


@dataclass(frozen=True)
class Blob:
    """A file as git stores it. `path` is relative to the folder that git was asked in."""

    path: str
    id: str
    size: int


class Git:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {
            **os.environ,
            **_hook_environment(os.environ),
            "GIT_OPTIONAL_LOCKS": "0",
            "LC_ALL": "C",
        }

    def run(self, *args: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = ("git", *SAFE, "-C", str(self.root), *args)
        try:
            return subprocess.run(
                command, env=self.environment, input=data, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise HookError("git is missing, install it", INCOMPLETE) from None

    def _must(self, *args: str, data: bytes = b"") -> bytes:
        """The answer. A git that failed says nothing either, and nothing would pass."""
        return _answer(args[0], self.run(*args, data=data))

    def _find(self, *args: str) -> str | None:
        """A commit's name; None where git ends with 1, unless it could not read a commit."""
        done = self.run(*args)
        if done.returncode == 1 and b"error: " not in done.stderr:
            return None
        return _answer(args[0], done).decode().strip()

    def is_repository(self) -> bool:
        done = self.run("rev-parse", "--is-inside-work-tree")
        if done.returncode == 0:
            return done.stdout.strip() == b"true"
        if b"not a git repository" in done.stderr:
            return False
        raise HookError(f"git cannot read {self.root}: {_reason(done)}", INCOMPLETE)

    def tracked(self, folder: str) -> list[str]:
        listed = self._must("ls-files", "-z", "--stage", "--", folder).split(b"\0")
        rows = (line.partition(b"\t") for line in listed if line.startswith(PLAIN_FILES))
        return sorted({os.fsdecode(path) for _, _, path in rows})

    def untracked(self, folder: str) -> list[str]:
        asked = ("ls-files", "-z", "--others", "--exclude-standard", "--", folder)
        return [os.fsdecode(path) for path in self._must(*asked).split(b"\0") if path]

    def head(self) -> str | None:
        """The last commit; None before the first, when HEAD is only the name of a branch."""
        found = self.commit("HEAD")
        if found is None:
            self._must("symbolic-ref", "HEAD")
        return found

    def commit(self, name: str) -> str | None:
        found = self._find("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        named = None if found else self._find("rev-parse", "--verify", "--quiet", name)
        if named and named != name:  # a full hash stands for itself, whether it is here or not
            raise HookError(f"{name} is {named[:12]}, and git has no such commit", INCOMPLETE)
        return found

    def fork(self, one: str, other: str) -> str | None:
        return self._find("merge-base", one, other)

    def is_shallow(self) -> bool:
        return self._must("rev-parse", "--is-shallow-repository").strip() == b"true"

    def is_changed(self, folder: str) -> bool:
        return bool(self._must("status", "--porcelain", "--untracked-files=no", "--", folder))

    def blobs(self, commit: str, folder: str) -> Iterator[Blob]:
        """A size of 0 where git has lost the file: `read` will say so."""
        listed = self._must("ls-tree", "-r", "-z", "--long", commit, "--", f"{folder}/")
        for line in listed.split(b"\0"):
            if line.startswith(PLAIN_FILES):
                about, _, path = line.partition(b"\t")
                _, _, name, size = about.split()
                yield Blob(os.fsdecode(path), name.decode(), int(size) if size.isdigit() else 0)

    def read(self, blobs: list[Blob]) -> Iterator[tuple[Blob, bytes]]:
        names = "".join(f"{blob.id}\n" for blob in blobs).encode()
        rest = memoryview(self._must("cat-file", "--batch", data=names))
        for blob in blobs:
            head = f"{blob.id} blob {blob.size}\n".encode()
            if rest[: len(head)] != head:
                raise HookError(f"git cannot read {blob.path} as it was", INCOMPLETE)
            rest = rest[len(head) :]
            yield blob, bytes(rest[: blob.size])
            rest = rest[blob.size + 1 :]

    def added_lines(self, commit: str, path: str) -> str:
        """Every line that the history of a commit ever wrote into a file."""
        options = ("--format=", "-p", "-m", "-U0", "--no-color", "--no-ext-diff", "--no-textconv")
        told = os.fsdecode(self._must("log", *options, commit, "--", path))
        return "\n".join(line[1:] for line in told.split("\n") if line.startswith("+"))


def _answer(command: str, done: subprocess.CompletedProcess[bytes]) -> bytes:
    if done.returncode:
        raise HookError(f"git {command} failed: {_reason(done)}", INCOMPLETE)
    return done.stdout


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    return os.fsdecode(done.stderr).strip().partition("\n")[0] or f"exit code {done.returncode}"


def _hook_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What git gives its hooks, made independent of the folder that git is asked in."""
    told = {
        key: os.path.abspath(environment[key])
        for key in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE")
        if environment.get(key)
    }
    if "GIT_DIR" in told:
        told.setdefault("GIT_WORK_TREE", os.getcwd())
    return told
