"""From an HTTP answer to the parts that are scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from goldenpath_gates import strictjson
from goldenpath_gates.console import plain
from goldenpath_gates.evals.ask.pointers import resolve
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.settings import Response

SHOWN = 200
"""Characters of a service's own words that an error repeats."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole; `latency_ms` from the first byte sent to the last one read."""

    status: int
    body: bytes
    latency_ms: float
    retry_after: str | None = None


class Kind(NamedTuple):
    name: str
    read: Callable[[Any, Response], Any]
    """Raises TypeError for anything else."""


def answer(reply: Reply, where: Response) -> Answer:
    """Anything but a 200 with the parts in their places is an error of the case."""

    def wrong(error: str) -> Answer:
        return Answer(reply.status, latency_ms=reply.latency_ms, error=plain(error))

    if reply.status != 200:
        return wrong(f"answered {reply.status}{title(reply.body)}")
    try:
        body = strictjson.loads(reply.body)
        found = parts(body, where)
    except ValueError as error:
        return wrong(f"answered 200 with a body that is not JSON: {str(error)[:SHOWN]}")
    except TypeError as error:
        return wrong(f"answered 200, but {error}")
    return Answer(200, body=body, latency_ms=reply.latency_ms, **found)


def parts(body: Any, where: Response) -> dict[str, Any]:
    """The text has to be there; another part that is not there, or null, is left out."""
    found = {}
    for part, kind in KINDS.items():
        pointer = getattr(where, part)
        value = None if pointer is None else resolve(body, pointer)
        if value is None and part != "text":
            continue
        try:
            found[part] = kind.read(value, where)
        except (TypeError, OverflowError):
            raise TypeError(
                f"{pointer!r} ({part}) is not {kind.name}; mend the service, or "
                f"[eval.response] {part} in goldenpath.toml"
            ) from None
    return found


def title(body: bytes) -> str:
    """Of a problem (RFC 9457) or of an error in the form of OpenAI; empty where there is none."""
    try:
        document = strictjson.loads(body)
    except ValueError:
        return ""
    said = resolve(document, "/title") or resolve(document, "/error/message")
    return f": {said[:SHOWN]}" if isinstance(said, str) else ""


def text(value: Any, where: Response) -> str:
    found: str = required(value, str)
    return found


def count(value: Any, where: Response) -> int:
    number: int = required(value, int)
    return number if number >= 0 else reject()


def amount(value: Any, where: Response) -> float:
    number = required(value, int | float)
    return float(number) if number >= 0 else reject()


def ids(value: Any, where: Response) -> tuple[str, ...]:
    entries = required(value, list)
    return tuple(
        required(resolve(entry, where.id) if isinstance(entry, dict) else entry, str)
        for entry in entries
    )


def calls(value: Any, where: Response) -> tuple[Mapping[str, Any], ...]:
    return tuple(required(entry, dict) for entry in required(value, list))


def anything(value: Any, where: Response) -> Any:
    return value


def required(value: Any, kind: Any) -> Any:
    # JSON's true is no number, Python's True is one
    return value if isinstance(value, kind) and not isinstance(value, bool) else reject()


def reject() -> Any:
    raise TypeError


KINDS: Mapping[str, Kind] = {
    "text": Kind("a text", text),
    "model": Kind("a text", text),
    "input_tokens": Kind("a whole number from 0 on", count),
    "output_tokens": Kind("a whole number from 0 on", count),
    "cost_usd": Kind("a number from 0 on", amount),
    "documents": Kind("a list of ids, or of objects with one", ids),
    "citations": Kind("a list of ids, or of objects with one", ids),
    "label": Kind("a text", text),
    "structure": Kind("a value", anything),
    "tool_calls": Kind("a list of objects", calls),
}
