"""Semantic versions, and how far one must rise for a change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

# The expression of semver.org, without the build: it has no rank.
FORM = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?",
    re.ASCII,
)
LONGEST = 100
"""Characters of a version; Python refuses to read endless digits as a number."""


class Level(IntEnum):
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Change(NamedTuple):
    """`text` is a clause: "input `tone` is new and required"."""

    level: Level
    text: str


@dataclass(frozen=True)
class Version:
    core: tuple[int, int, int]
    pre: tuple[str, ...] = ()

    def __str__(self) -> str:
        core = ".".join(map(str, self.core))
        return f"{core}-{'.'.join(self.pre)}" if self.pre else core

    def __lt__(self, other: Version) -> bool:
        return self._rank() < other._rank()

    def _rank(self) -> tuple[object, ...]:
        identifiers = [(0, int(i), "") if i.isdigit() else (1, 0, i) for i in self.pre]
        return (self.core, not self.pre, identifiers)


def parse(text: str | None) -> Version | None:
    """The version, or None where the text is none."""
    form = FORM.fullmatch(text) if text and len(text) <= LONGEST else None
    if form is None:
        return None
    core = (int(form[1]), int(form[2]), int(form[3]))
    return Version(core, tuple(form[4].split(".")) if form[4] else ())


def due(old: Version, level: Level) -> Version:
    """The least version for a change of that level.

    Before 1.0.0 a break raises the minor number and all else the patch number, as caret ranges
    read it. A pre-release promises nothing: the next one will do.
    """
    if old.pre:
        *head, last = old.pre
        following = (str(int(last) + 1),) if last.isdigit() else (last, "1")
        return Version(old.core, (*head, *following))
    major, minor, patch = old.core
    if major == 0:
        level = Level.MINOR if level is Level.MAJOR else Level.PATCH
    if level is Level.MAJOR:
        return Version((major + 1, 0, 0))
    if level is Level.MINOR:
        return Version((major, minor + 1, 0))
    return Version((major, minor, patch + 1))


def enough(old: Version, new: Version, level: Level) -> bool:
    """Whether the step from old to new is at least the one that is due."""
    return old < new and new.core >= due(old, level).core
