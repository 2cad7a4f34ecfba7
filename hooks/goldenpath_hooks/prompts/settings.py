"""The table `[prompts]` of goldenpath.toml."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class LintSettings:
    """`house`: where house rules apply. `rules`: rule id to off, warning or error. `env_allowed`,
    `file_allowed`: what a prompt may refer to, as globs. `models`: id to `{"window": tokens}`."""

    house: tuple[str, ...] = ("prompts/**",)
    rules: Mapping[str, str] = field(default_factory=dict)
    env_allowed: tuple[str, ...] = ()
    file_allowed: tuple[str, ...] = ()
    filters_allowed: tuple[str, ...] = ()
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    budget_tokens: int | None = None

    def is_house(self, path: str) -> bool:
        return within(path, self.house)


def within(path: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs matches; `**` stands for any folders, `*` stays within one name.

    A path outside the working directory is matched as it is written.
    """
    relative = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    parts = (path if relative.startswith("..") else relative).split(os.sep)
    return any(_matches(parts, glob.split("/")) for glob in globs)


def _matches(parts: list[str], steps: list[str]) -> bool:
    # All ways through the glob at once: backtracking would let `**/**/**/...` take for ever.
    ways = _past_stars({0}, steps)
    for part in parts:
        stay = {at for at in ways if at < len(steps) and steps[at] == "**"}
        step = {at + 1 for at in ways - stay if at < len(steps) and fnmatchcase(part, steps[at])}
        ways = _past_stars(stay | step, steps)
    return len(steps) in ways


def _past_stars(ways: set[int], steps: list[str]) -> set[int]:
    """`**` may stand for no folder at all."""
    reached = set(ways)
    for at, step in enumerate(steps):
        if at in reached and step == "**":
            reached.add(at + 1)
    return reached
