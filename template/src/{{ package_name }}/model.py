"""The model port: what the service asks of a language model, whoever provides it."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Options:
    """Sampling options of one call; None leaves the choice to the provider."""

    temperature: float | None = None
    top_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] | None = None
    max_output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    input_tokens: int
    output_tokens: int


def estimated_tokens(characters: int) -> int:
    """About what a provider would count, where none has."""
    return (characters + 3) // 4


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of a streamed text."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole text, the model that really wrote it, the tokens it took, and who was asked for."""

    text: str
    model: str
    usage: Usage
    asked: str


class Fault(StrEnum):
    """How a model call fails; each value is a problem type of the API."""

    TIMEOUT = "model-timeout"
    RATE_LIMITED = "model-rate-limited"
    UNREACHABLE = "model-unreachable"
    REFUSED = "model-refused"
    RETIRED = "model-retired"
    FAILED = "model-failed"
    BAD_REPLY = "model-bad-reply"
    UNPRICED = "model-unpriced"
    CONTEXT_LENGTH = "context-length-exceeded"
    CONTENT_REFUSED = "content-refused"


class ModelError(Exception):
    """A model call failed. The detail is our own text: a provider's may quote prompt or key.

    `untouched`: the provider certainly did not work on the request, so nothing was paid for.
    """

    def __init__(
        self,
        fault: Fault,
        detail: str,
        *,
        retry_after: float | None = None,
        untouched: bool = False,
    ) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.retry_after = retry_after
        self.untouched = untouched


class Model(Protocol):
    """Every method raises ModelError, and nothing else, when the provider fails."""

    @property
    def name(self) -> str: ...  # the model asked for; the one that answers is in the Reply

    @property
    def provider(self) -> str: ...

    @property
    def stub(self) -> bool: ...

    async def complete(self, messages: Sequence[Message], options: Options) -> Reply: ...

    # Awaiting opens the stream; it then yields deltas and, last, the Reply.
    async def stream(
        self, messages: Sequence[Message], options: Options
    ) -> AsyncGenerator[Delta | Reply, None]: ...

    async def close(self) -> None: ...
