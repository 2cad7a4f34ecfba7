"""A webhook that was delivered, and why it may be of no use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """A signed one. The same id with the same body is the same delivery."""

    source: str
    id: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @cached_property
    def digest(self) -> bytes:
        return sha256(self.body).digest()


class UnusableEvent(Exception):
    """It goes to quarantine: `reason` says what for, the text of the exception more."""

    reason: str


class InvalidEvent(UnusableEvent):
    """The sender has to mend it. A handler may raise it too, for what no schema can say."""

    def __init__(self, detail: str, reason: str = "content", errors: Any = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.errors = errors


class HandlerError(UnusableEvent):
    """The event fits, but our own handler failed."""

    reason = "handler"
