"""One difference between two versions of a contract, and what it means for who relies on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["breaking", "warning", "addition", "change"]
"""A `warning` may break a careless client; a `change` is of words only."""
Direction = Literal["request", "response"]
"""What a client sends may only be widened, what it receives may only be narrowed."""


@dataclass(frozen=True, order=True)
class Change:
    """`rule` is an id of the rule table; `pointer` is a JSON Pointer (RFC 6901) into the revision,
    or into the base where something was removed. `message` is one line without a full stop."""

    rule: str
    level: Level
    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.rule} {self.message}"
