"""Texts for a schema of strings, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from goldenpath_gates.contracts.mock import patterns
from goldenpath_gates.contracts.mock.formats import FORMATS
from goldenpath_gates.contracts.mock.schemas import Schema
from goldenpath_gates.contracts.mock.words import PLAIN, known_for

MAX_LENGTH = 100_000
TRIES = 8
SPREADS = (3, 8, 1, 0, 20)
NEARBY = 32
"""How far from the least length a pattern's repetitions are tried."""


class TooLongError(Exception):
    """A text of that length is not made."""


def candidates(schema: Schema, name: str, rng: Random) -> Iterator[str]:
    """Raises TooLongError, and patterns.UnsupportedError where nothing else is left."""
    least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", MAX_LENGTH))
    if least > MAX_LENGTH:
        raise TooLongError(f"minLength {least} is more than a sample has ({MAX_LENGTH})")
    telling = schema.get("format") in FORMATS
    if telling:
        for _ in range(TRIES):
            yield _padded(FORMATS[schema["format"]](rng), schema["format"], least)
    known = [word for word in known_for(name) if isinstance(word, str)]
    yield from rng.sample(known, len(known))
    if "pattern" in schema:
        yield from _by_pattern(schema["pattern"], least, most, rng)
    for _ in range(TRIES):
        yield _filled(rng.choice(PLAIN), least, most, rng)
    yield from (_filled("", least, most, rng) for _ in range(TRIES))


def _padded(text: str, kind: str, least: int) -> str:
    """Longer where the format has a place for it."""
    missing = "x" * (least - len(text))
    if kind in ("email", "idn-email", "hostname", "idn-hostname"):
        return f"{missing}{text}"
    return f"{text}{missing}" if kind in ("uri", "url", "iri", "binary", "password") else text


def _by_pattern(pattern: str, least: int, most: int, rng: Random) -> Iterator[str]:
    for spread in SPREADS * TRIES:
        written = patterns.text(pattern, rng, spread)
        yield written
        if len(written) < least:  # a pattern without anchors leaves room beside it
            yield _filled(written, least, most, rng)
    for spread in range(max(0, least - NEARBY), min(least + NEARBY, most) + 1):
        yield patterns.text(pattern, rng, spread, fully=True)


def _filled(word: str, least: int, most: int, rng: Random) -> str:
    """Made as long as it must be, or cut."""
    while len(word) < least:
        word += f"{'-' if word else ''}{rng.choice(PLAIN)}"
    return word[: max(least, min(most, len(word)))]
