"""Each documented error of an operation in turn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from goldenpath_gates.contracts.mock import promises
from goldenpath_gates.contracts.mock.media import bare
from goldenpath_gates.contracts.mock.operations import Operation
from goldenpath_gates.contracts.mock.prefer import Wish
from goldenpath_gates.contracts.mock.promises import Promise

ALL = "all"
PROBLEM = "problem"
"""Of RFC 9457: only errors that are one."""


@dataclass
class Negative:
    """`which` is ALL, PROBLEM, or a status."""

    which: str
    turns: Counter[str] = field(default_factory=Counter)

    def next(self, operation: Operation) -> tuple[Promise, Wish] | None:
        """None where the operation documents no such error."""
        errors = [
            (promise, Wish(example=name))
            for promise in self._promises(operation)
            for name in _names(promise)
        ]
        if not errors:
            return None
        turn = self.turns[operation.name]
        self.turns[operation.name] += 1
        return errors[turn % len(errors)]

    def _promises(self, operation: Operation) -> list[Promise]:
        if self.which == ALL:
            return list(promises.errors(operation))
        if self.which == PROBLEM:
            return [each for each in promises.errors(operation) if _is_problem(each)]
        found = promises.at(operation, int(self.which))
        return [found] if found else []


def _is_problem(promise: Promise) -> bool:
    return any(bare(media) == "application/problem+json" for media, _ in promise.media())


def _names(promise: Promise) -> list[str | None]:
    """Of the examples of the first media type, each of which is an error of its own."""
    for _, media in promise.media():
        return [name for name in promises.examples(media) if name] or [None]
    return [None]
