"""Why a text is not read as a document."""

from __future__ import annotations

from collections.abc import Iterable

MAX_VALUES = 1_000_000
"""In a document, what aliases stand for counted each time."""


class Refused(Exception):
    """A rule, where in the document, and one sentence with the remedy."""

    def __init__(self, rule: str, message: str, way: Iterable[str | int] = ()) -> None:
        super().__init__(message)
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in way)
        self.rule, self.pointer = rule, "".join(f"/{step}" for step in steps)


def too_many(way: Iterable[str | int] = ()) -> Refused:
    return Refused("too-large", f"it holds more than {MAX_VALUES:,} values, split it", way)


def too_deep(depth: int, way: Iterable[str | int] = ()) -> Refused:
    return Refused("too-deep", f"it is nested more than {depth} deep, flatten it", way)


def duplicate(key: str, way: Iterable[str | int]) -> Refused:
    return Refused("duplicate-key", f"the key {key} is there twice, keep one", way)


def not_a_number(way: Iterable[str | int]) -> Refused:
    message = "it is no number that JSON has (NaN, infinity), write one"
    return Refused("not-a-number", message, way)
