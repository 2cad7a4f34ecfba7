"""What is remembered about keys, sessions and factors: documents of a kind, with an id, an owner
and an end. All three stores keep this contract, and one table of tests holds them to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class Conflict(Exception):
    """Somebody else wrote the record since it was read."""


@dataclass(frozen=True, slots=True)
class Record:
    """`version` counts its writes; 0 was never written. `expires_at` is in Unix seconds. `owner` is
    by whom records are listed; `body` is JSON, and holds no secret that is not sealed."""

    kind: str
    id: str
    body: Mapping[str, Any] = field(repr=False)
    owner: str = ""
    expires_at: float | None = None
    version: int = 0


class Store(Protocol):
    """Raises Unavailable where it cannot be reached; a record that has expired is not there."""

    async def read(self, kind: str, id: str) -> Record | None: ...

    async def write(self, record: Record) -> Record:
        """Return it with its new version. Raises Conflict unless the stored version is the one of
        `record`: of several that write at once, one succeeds."""
        ...

    async def remove(self, kind: str, id: str) -> bool:
        """Return whether it was there: of several that remove at once, one is told so."""
        ...

    async def owned(self, kind: str, owner: str) -> list[Record]:
        """Return those of an owner, by id."""
        ...

    async def close(self) -> None: ...


class Unavailable(Exception):
    """The store does not answer; its text names no address and no password."""
