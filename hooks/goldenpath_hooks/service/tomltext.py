"""TOML as text: where each key stands. What lies inside a value has the place of its key."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Key

# The long strings come first; every repetition is possessive: nothing is tried twice.
TOKEN = re.compile(
    r'"""(?:[^\\"]++|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']++|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|\#[^\n]*+|[\[\]{}.,=\n]|[^\s\[\]{}.,=\"'\#]++",
    re.S,
)


@dataclass
class _Walk:
    """`names` are the parts of the key or header that is being read, `depth` counts brackets."""

    places: dict[Key, Place] = field(default_factory=dict)
    table: Key = ()
    arrays: Counter[Key] = field(default_factory=Counter)
    names: list[tuple[str, Place]] = field(default_factory=list)
    header: int = 0
    depth: int = 0
    in_value: bool = False

    def feed(self, lexeme: str, place: Place) -> None:
        if lexeme == "\n":
            self._end_line()
        elif self.in_value:
            self.depth += (lexeme in ("[", "{")) - (lexeme in ("]", "}"))
        elif lexeme == "[":
            self.header += 1
        elif lexeme == "]" and self.names:
            self.table = self._enter()
        elif lexeme == "=":
            self._note(self.table)
            self.in_value = True
        elif lexeme not in (".", "]") and not lexeme.startswith("#"):
            self.names.append((_name(lexeme), place))

    def _end_line(self) -> None:
        if self.depth == 0:
            self.names, self.header, self.in_value = [], 0, False

    def _enter(self) -> Key:
        """The table of a header; `[[a]]` begins another item of the list a."""
        key: Key = ()
        for number, (name, place) in enumerate(self.names, start=1):
            key = (*key, name)
            self.places.setdefault(key, place)
            if number == len(self.names) and self.header == 2:
                self.arrays[key] += 1
            if self.arrays[key]:
                key = (*key, self.arrays[key] - 1)
                self.places.setdefault(key, place)
        self.names = []
        return key

    def _note(self, key: Key) -> None:
        for name, place in self.names:
            key = (*key, name)
            self.places.setdefault(key, place)


def places(text: str) -> dict[Key, Place]:
    """Of a valid text."""
    walk = _Walk()
    line, start = 1, 0
    for match in TOKEN.finditer(text):
        walk.feed(match[0], Place(line, match.start() - start + 1))
        if "\n" in match[0]:
            line += match[0].count("\n")
            start = match.start() + match[0].rindex("\n") + 1
    return walk.places


def _name(lexeme: str) -> str:
    return next(iter(tomllib.loads(f"{lexeme} = 0"))) if lexeme[0] in "\"'" else lexeme
