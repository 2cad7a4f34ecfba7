"""Whose webhooks are taken in: a source has secrets, a published schema and a handler."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol

from pydantic import SecretStr

from .errors import StartError
from .webhook_event import Delivery, Event, HandlerError, InvalidEvent
from .webhook_schema import EventSchema
from .webhook_signature import key_of


class Handler(Protocol):
    """What the events of a source do. A slow one holds up the others."""

    # Make its tables, and take up what earlier events have left there.
    def start(self, db: Connection) -> None: ...

    # Write what the event changes; the result is called once that is kept. It may raise
    # InvalidEvent where the sender is wrong. What it does anywhere else may happen twice: give the
    # id along, by which that is told.
    def handle(self, db: Connection, event: Event, id: str) -> Callable[[], None]: ...


@dataclass(frozen=True, slots=True)
class Source:
    keys: tuple[bytes, ...] = field(repr=False)
    schema: EventSchema
    handler: Handler

    def handle(self, db: Connection, delivery: Delivery) -> Callable[[], None]:
        """Raise UnusableEvent, of one kind or the other."""
        event = self.schema.read(delivery.body)
        try:
            return self.handler.handle(db, event, delivery.id)
        except InvalidEvent:
            raise
        except Exception as exc:
            raise HandlerError(type(exc).__name__) from exc


def load_sources(
    secrets: Mapping[str, list[SecretStr]], schemas: Path, handlers: Mapping[str, Handler]
) -> dict[str, Source]:
    """Raise StartError where a source has secrets, but no handler or no schema."""
    for name in secrets:
        if name not in handlers:
            known = ", ".join(sorted(handlers))
            raise StartError(
                f"WEBHOOK_SECRETS: no handler is called {name!r}, only {known}; app.py names them."
            )
    return {
        name: Source(
            tuple(key_of(secret.get_secret_value()) for secret in given),
            EventSchema(schemas / f"{name}.schema.json"),
            handlers[name],
        )
        for name, given in secrets.items()
    }
