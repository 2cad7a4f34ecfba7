"""The prompts of a folder and their lock, as they are and as they were at a commit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from goldenpath_hooks.findings import Finding, HookError
from goldenpath_hooks.prompts import lock
from goldenpath_hooks.prompts.base_git import Git
from goldenpath_hooks.prompts.source import LIMIT
from goldenpath_hooks.prompts.versions_past import Entry, Past, entry, given

PROMPT_FILE = re.compile(
    r"\.(prompty|prompt|jinja2?|j2)$|\.prompt\.ya?ml$|(^|/)promptfooconfig[^/]*\.(ya?ml|json)$"
)


class Contents(NamedTuple):
    """`unread` says what is broken in files that hold no readable prompt; their paths are
    relative to the folder, as the lock has them."""

    entries: tuple[Entry, ...]
    unread: tuple[Finding, ...]
    unread_paths: frozenset[str]


@dataclass(frozen=True)
class Folder:
    """`name` is relative to `root`; `git` is None outside a repository."""

    root: Path
    name: str
    git: Git | None

    @property
    def lock(self) -> Path:
        return self.root / self.name / lock.FILENAME

    @cached_property
    def _top(self) -> Path:
        return self.root.resolve()

    def lock_text(self) -> str:
        data = self._bytes(f"{self.name}/{lock.FILENAME}") or b""
        return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")

    def now(self) -> Contents:
        """What git tracks, as it stands in the work tree; outside git every file."""
        names = self.git.tracked(self.name) if self.git else sorted(self._all())
        files = ((name, self._bytes(name)) for name in names if PROMPT_FILE.search(name))
        return self._contents((name, data) for name, data in files if data is not None)

    def at(self, git: Git, commit: str) -> Contents:
        blobs = (b for b in git.blobs(commit, self.name) if PROMPT_FILE.search(b.path))
        wanted = [blob for blob in blobs if blob.size <= LIMIT]
        return self._contents((blob.path, data) for blob, data in git.read(wanted))

    def past(self, commit: str | None, now: Contents) -> Past:
        if self.git is None or commit is None:
            return Past(tuple(lock.rows_in(self.lock_text())))
        entries = self.at(self.git, commit).entries
        rows = [one.row for one in entries]
        if {one.row for one in now.entries} == set(rows):
            return Past(rows, {one.row.key: one for one in entries})
        told = self.git.added_lines(commit, f"{self.name}/{lock.FILENAME}")
        numbers = given(chain(rows, lock.rows_in(told)))
        return Past(rows, {one.row.key: one for one in entries}, numbers)

    def untracked(self) -> set[str]:
        """Relative to the folder, as the lock has it."""
        names = self.git.untracked(self.name) if self.git else []
        return {os.path.relpath(name, self.name) for name in names if PROMPT_FILE.search(name)}

    def write_lock(self, text: str) -> None:
        if self.lock.is_symlink():
            raise HookError(f"{self.lock} is a link, put a file in its place")
        self.lock.write_text(text, encoding="utf-8", newline="\n")

    def _contents(self, files: Iterable[tuple[str, bytes]]) -> Contents:
        parsed = [
            _parsed(str(self.root / name), os.path.relpath(name, self.name), data)
            for name, data in files
        ]
        return Contents(
            tuple(one for contents in parsed for one in contents.entries),
            tuple(finding for contents in parsed for finding in contents.unread),
            frozenset().union(*(contents.unread_paths for contents in parsed)),
        )

    def _all(self) -> Iterator[str]:
        for at, _, names in os.walk(self.root / self.name):
            yield from (os.path.relpath(os.path.join(at, name), self.root) for name in names)

    def _bytes(self, name: str) -> bytes | None:
        """Of a plain file below the root: a pull request may bring a link to anywhere."""
        path = self.root / name
        if not path.is_file() or not path.resolve().is_relative_to(self._top):
            return None
        with path.open("rb") as file:
            return file.read(LIMIT + 1)


@cache
def _parsed(shown: str, path: str, data: bytes) -> Contents:
    """Most prompts are today what they were: they are read once."""
    from goldenpath_hooks.prompts.read import read

    document = read(shown, data)
    entries = tuple(entry(prompt, path) for prompt in document.prompts)
    problems = () if entries else document.problems
    unread = tuple(Finding(shown, p.place, p.rule, p.message, p.remedy) for p in problems)
    return Contents(entries, unread, frozenset({path} if unread else ()))
