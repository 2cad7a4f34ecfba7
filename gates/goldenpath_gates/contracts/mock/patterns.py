"""A text that a regular expression finds, for the part of the language that schemas use."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from random import Random
from typing import Any

# Undocumented, so that their types are told differently from run to run.
op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

MAX_PATTERN = 2000
MAX_TEXT = 20_000
PRINTABLE = [chr(code) for code in range(0x20, 0x7F)]
PROPERTIES = (
    (r"\p{Lu}", "A-Z"), (r"\p{Ll}", "a-z"), (r"\p{L}", "A-Za-z"), (r"\p{Nd}", "0-9"),
    (r"\p{N}", "0-9"), (r"\p{Alphabetic}", "A-Za-z"),
)  # fmt: skip
"""ECMAScript's Unicode properties, by some of what they hold."""
CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip


class UnsupportedError(Exception):
    """Names what of the pattern is not understood."""


def text(pattern: str, rng: Random, spread: int, *, fully: bool = False) -> str:
    """Repetitions exceed their least number by at most `spread`, or by so much where it is taken
    `fully`. Raises UnsupportedError.

    Anchors and look-arounds are not obeyed: the caller looks whether the text fits.
    """
    written = _Writer(rng, spread, fully=fully)
    written.sequence(_parsed(pattern))
    return "".join(written.parts)


@cache
def _parsed(pattern: str) -> Any:
    if len(pattern) > MAX_PATTERN:
        raise UnsupportedError(f"is longer than {MAX_PATTERN} characters")
    for name, characters in PROPERTIES:
        pattern = re.sub(rf"\[{re.escape(name)}\]", f"[{characters}]", pattern)
        pattern = _inside(pattern, name, characters)
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    try:
        return parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise UnsupportedError(f"is not understood: {error}") from None


def _inside(pattern: str, name: str, characters: str) -> str:
    """In a class the characters alone, elsewhere a class of them."""
    parts = pattern.split(name)
    result = parts[0]
    for part in parts[1:]:
        within = result.rfind("[") > result.rfind("]")
        result += (characters if within else f"[{characters}]") + part
    return result


class _Writer:
    def __init__(self, rng: Random, spread: int, *, fully: bool) -> None:
        self.rng = rng
        self.spread = spread
        self.fully = fully
        self.parts: list[str] = []
        self.groups: dict[int, str] = {}
        self.size = 0

    def put(self, character: str) -> None:
        self.size += 1
        if self.size > MAX_TEXT:
            raise UnsupportedError(f"asks for more than {MAX_TEXT} characters")
        self.parts.append(character)

    def sequence(self, items: Any) -> None:
        for code, argument in items:
            self.one(code, argument)

    def one(self, code: Any, argument: Any) -> None:
        if code in CHARACTERS:
            self.put(self.rng.choice(CHARACTERS[code](argument)))
        elif code is op.BRANCH:
            self.sequence(self.rng.choice(argument[1]))
        elif code in REPEATS:
            self.repeat(*argument)
        elif code is op.SUBPATTERN:
            self.group(argument[0], argument[-1])
        elif code is op.ATOMIC_GROUP:
            self.sequence(argument)
        elif code is op.GROUPREF:
            for character in self.groups.get(argument, ""):
                self.put(character)
        elif code not in UNSEEN:
            raise UnsupportedError(f"uses {str(code).lower()}")

    def repeat(self, least: int, most: int, items: Any) -> None:
        highest = min(int(most), int(least) + self.spread)
        for _ in range(highest if self.fully else self.rng.randint(int(least), highest)):
            self.step()
            self.sequence(items)

    def step(self) -> None:
        """Also of what writes nothing, as in `(){1000000000}`."""
        self.size += 1
        if self.size > MAX_TEXT:
            raise UnsupportedError(f"asks for more than {MAX_TEXT} characters")

    def group(self, number: int | None, items: Any) -> None:
        start = len(self.parts)
        self.sequence(items)
        if number is not None:
            self.groups[number] = "".join(self.parts[start:])


def _members(items: Any) -> list[str]:
    negated = items[0][0] is op.NEGATE
    found: list[str] = []
    for code, argument in items[1:] if negated else items:
        if code is op.LITERAL:
            found.append(chr(argument))
        elif code is op.RANGE:
            low, high = argument
            found += [chr(each) for each in range(low, min(high, low + 0xFF) + 1)]
        elif code is op.CATEGORY:
            category = re.compile(CATEGORIES[str(argument)], re.ASCII)
            found += [each for each in PRINTABLE if category.match(each)]
    if negated:
        found = [each for each in PRINTABLE if each not in found]
    if not found:
        raise UnsupportedError("has a class of characters that none of ASCII is in")
    return found


REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
UNSEEN = (op.AT, op.ASSERT, op.ASSERT_NOT)
CHARACTERS: dict[Any, Callable[[Any], Sequence[str]]] = {
    op.LITERAL: lambda code: chr(code),
    op.NOT_LITERAL: lambda code: [each for each in PRINTABLE[1:] if ord(each) != code],
    op.ANY: lambda _: "abcdefghijklmnopqrstuvwxyz",
    op.IN: _members,
}
