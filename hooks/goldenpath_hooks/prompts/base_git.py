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

    def ask(self, *args: str) -> str | None:
        """The answer, or None where git has none."""
        done = self.run(*args)
        return os.fsdecode(done.stdout).rstrip("\n") if done.returncode == 0 else None

    def is_repository(self) -> bool:
        done = self.run("rev-parse", "--is-inside-work-tree")
        if done.returncode == 0:
            return done.stdout.strip() == b"true"
        if b"not a git repository" in done.stderr:
            return False
        reason = os.fsdecode(done.stderr).strip().partition("\n")[0]
        raise HookError(f"git cannot read {self.root}: {reason}", INCOMPLETE)

    def tracked(self, folder: str) -> list[str]:
        listed = self.run("ls-files", "-z", "--stage", "--", folder).stdout.split(b"\0")
        rows = (line.partition(b"\t") for line in listed if line.startswith(PLAIN_FILES))
        return sorted({os.fsdecode(path) for _, _, path in rows})

    def untracked(self, folder: str) -> list[str]:
        asked = ("ls-files", "-z", "--others", "--exclude-standard", "--", folder)
        return [os.fsdecode(path) for path in self.run(*asked).stdout.split(b"\0") if path]

    def commit(self, name: str) -> str | None:
        return self.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") or None

    def fork(self, one: str, other: str) -> str | None:
        return self.ask("merge-base", one, other) or None

    def is_shallow(self) -> bool:
        return self.ask("rev-parse", "--is-shallow-repository") == "true"

    def is_changed(self, folder: str) -> bool:
        return bool(self.ask("status", "--porcelain", "--untracked-files=no", "--", folder))

    def blobs(self, commit: str, folder: str) -> Iterator[Blob]:
        listed = self.run("ls-tree", "-r", "-z", "--long", commit, "--", f"{folder}/").stdout
        for line in listed.split(b"\0"):
            if line.startswith(PLAIN_FILES):
                about, _, path = line.partition(b"\t")
                _, _, name, size = about.split()
                yield Blob(os.fsdecode(path), name.decode(), int(size))

    def read(self, blobs: list[Blob]) -> Iterator[tuple[Blob, bytes]]:
        names = "".join(f"{blob.id}\n" for blob in blobs).encode()
        rest = memoryview(self.run("cat-file", "--batch", data=names).stdout)
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
        told = self.ask("log", *options, commit, "--", path) or ""
        return "\n".join(line[1:] for line in told.split("\n") if line.startswith("+"))


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
