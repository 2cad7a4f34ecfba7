"""YAML or JSON as plain data, with the place of every key and list item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from goldenpath_hooks.prompts.document import Key, Problem, Settings


class Scalar(NamedTuple):
    """A scalar's characters, where it stands, and how it is quoted: `'`, `"`, `|`, `>` or ""."""

    text: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Located:
    settings: Settings = field(default_factory=Settings)
    scalars: Mapping[Key, Scalar] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    aliases: Mapping[Key, Key] = field(default_factory=dict)
    """The way to each alias, and to what it stands for."""
    broken: bool = False
    """Reading stopped before the end."""

    def scalar(self, *key: str | int) -> Scalar | None:
        """A scalar where it is written."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.aliases:
                return self.scalar(*self.aliases[key[:length]], *key[length:])
        return self.scalars.get(key)
