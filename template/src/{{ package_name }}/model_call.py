"""One call of a model, as metrics and traces tell it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from time import perf_counter

from opentelemetry.trace import Span, use_span

from . import names
from .model import Delta, Message, Reply, Usage, estimated_tokens

Attributes = dict[str, str]


@dataclass
class ModelCall:
    """Tell it each piece of a stream, the reply, and the price, before its block ends.

    `started` is what the clock said, `first_chunk` the seconds since; `written` counts characters.
    """

    span: Span
    attributes: Attributes
    messages: Sequence[Message]
    tenant: str
    started: float
    first_chunk: float | None = None
    written: int = 0
    reply: Reply | None = None
    cost: Decimal | None = None

    def active(self) -> AbstractContextManager[Span]:
        # Not the whole block: a stream goes on in another task, where a context cannot be detached.
        return use_span(self.span, record_exception=False, set_status_on_exception=False)

    def piece(self, delta: Delta) -> None:
        if self.first_chunk is None:
            self.first_chunk = perf_counter() - self.started
        self.written += len(delta.text)

    def replied(self, reply: Reply) -> None:
        self.reply = reply
        self.attributes[names.RESPONSE_MODEL] = reply.model
        if reply.asked != self.attributes[names.REQUEST_MODEL]:
            self.attributes[names.FALLBACK] = "true"

    def usage(self) -> Usage:
        """What the provider counted; a call that failed before that is estimated."""
        if self.reply:
            return self.reply.usage
        read = sum(estimated_tokens(len(message.content)) for message in self.messages)
        return Usage(read, estimated_tokens(self.written))
