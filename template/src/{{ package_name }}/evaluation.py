"""Evaluation mode: a request may fix what is otherwise left to chance or to the clock.

Only where the setting is on is the middleware there at all; without it nothing reads the headers.
"""

import hashlib
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from .model import Options
from .problems import problem_response

LONGEST_ID = 512
LARGEST_SEED = 2**63 - 1
HIGHEST_TEMPERATURE = 2


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What this request fixes; None leaves it as it is."""

    id: str | None = None
    seed: int | None = None
    temperature: float | None = None
    time: datetime | None = None


NOTHING = Evaluation()
EVALUATION: ContextVar[Evaluation] = ContextVar("evaluation", default=NOTHING)


def answer_id() -> str:
    """Return a new id, or the one that follows from the id of the evaluation."""
    given = EVALUATION.get().id
    found = uuid.uuid4().hex if given is None else hashlib.sha256(given.encode()).hexdigest()[:32]
    return f"ans-{found}"


def options_of_request(options: Options) -> Options:
    """Return the prompt's options, changed as the evaluation wants them."""
    asked = EVALUATION.get()
    if asked is NOTHING:
        return options
    seed = options.seed if asked.seed is None else asked.seed
    temperature = options.temperature if asked.temperature is None else asked.temperature
    return replace(options, seed=seed, temperature=temperature)


def _id(text: str) -> str:
    if not (len(text) <= LONGEST_ID and text.isascii() and text.isprintable() and text.strip()):
        raise ValueError
    return text


def _seed(text: str) -> int:
    if not (text.isdecimal() and (seed := int(text)) <= LARGEST_SEED):
        raise ValueError
    return seed


def _temperature(text: str) -> float:
    if not 0 <= (temperature := float(text)) <= HIGHEST_TEMPERATURE:
        raise ValueError
    return temperature


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


# header: (field, reader, what is allowed)
HEADERS: dict[bytes, tuple[str, Callable[[str], Any], str]] = {
    b"x-eval-id": ("id", _id, f"1 to {LONGEST_ID} printable ASCII characters"),
    b"x-eval-seed": ("seed", _seed, f"a whole number from 0 to {LARGEST_SEED}"),
    b"x-eval-temperature": ("temperature", _temperature, "a number from 0 to 2"),
    b"x-eval-time": ("time", _time, "a time such as 2026-01-01T00:00:00Z"),
}


def read(scope: Scope) -> Evaluation:
    """Read the headers; raise ValueError with a sentence about the first wrong one."""
    fields: dict[str, Any] = {}
    for name, value in scope["headers"]:
        if name not in HEADERS:
            continue
        field, reader, allowed = HEADERS[name]
        try:
            fields[field] = reader(value.decode("latin-1"))
        except ValueError:
            raise ValueError(f"{name.decode()} must be {allowed}.") from None
    return Evaluation(**fields)


class EvaluationMode:
    """Honours the headers of each request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                EVALUATION.set(read(scope))
            except ValueError as exc:
                await problem_response("invalid-evaluation", str(exc))(scope, receive, send)
                return
        await self.app(scope, receive, send)
