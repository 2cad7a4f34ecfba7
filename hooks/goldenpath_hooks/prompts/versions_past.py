"""Prompts as they are and as they were, and which was which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Key, Prompt
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.lock import UNVERSIONED, Hashes, Row
from goldenpath_hooks.prompts.lock_parts import Parts, take_apart
from goldenpath_hooks.prompts.versions import parse


@dataclass(frozen=True)
class Entry:
    """A prompt and the row that the lock should have for it."""

    row: Row
    prompt: Prompt
    parts: Parts

    @property
    def version_key(self) -> Key:
        """Where the version stands or should."""
        settings = self.prompt.settings
        nested = settings.get("metadata", "version") is not None
        if nested or (settings.get("version") is None and self.prompt.format in PROMPTY):
            return ("metadata", "version")
        return ("version",)

    @property
    def place(self) -> Place:
        return self.prompt.settings.at(*self.version_key)


@dataclass(frozen=True)
class Past:
    """The prompts of the base, or only the rows of the lock where there is no base; and which
    content each version ever stood for."""

    rows: Sequence[Row] = ()
    entries: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    given: Mapping[tuple[str, str], set[Hashes]] = field(default_factory=dict)


def entry(prompt: Prompt, path: str) -> Entry:
    """`path` is relative to the folder of the lock."""
    parts = take_apart(prompt)
    name = prompt.name or PurePosixPath(path).name.partition(".")[0]
    if prompt.key:
        name += "#" + ".".join(map(str, prompt.key))
    printable = name.encode("utf-8", "backslashreplace").decode()
    version = prompt.version or UNVERSIONED
    return Entry(Row(printable, version, parts.hashes(), path), prompt, parts)


def given(rows: Iterable[Row]) -> dict[tuple[str, str], set[Hashes]]:
    contents: dict[tuple[str, str], set[Hashes]] = defaultdict(set)
    for row in rows:
        contents[row.name, row.version].add(row.hashes)
    return contents


def predecessor(row: Row, rows: Iterable[Row], paths: set[str]) -> Row | None:
    """What a prompt was: the same version wherever it stood, else the same file, else a file that
    is gone, else the next lower version that lives beside it."""
    same = [other for other in rows if other.name == row.name]
    new = parse(row.version)
    ranked = sorted(
        ((version, other.path, other) for other in same if (version := parse(other.version))),
        key=lambda triple: triple[:2],
    )
    choices = (
        [other for other in same if (other.version, other.path) == (row.version, row.path)],
        [other for other in same if other.version == row.version],
        [other for other in same if other.path == row.path],
        [other for _, path, other in ranked if path not in paths],
        [other for version, _, other in ranked if new and version < new],
    )
    return next((found[-1] for found in choices if found), None)
