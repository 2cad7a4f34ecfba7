"""Server-sent events of the examples that a document shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

NONE = b": the document shows no event\n\n"
FIELDS = ("event", "id", "retry", "data")


def stream(example: Any) -> bytes:
    """A text goes out as it is; a list holds one event each, with the fields of an event or as
    the data of one."""
    if isinstance(example, str):
        return example.rstrip("\n").encode() + b"\n\n"
    events: Iterable[Any] = example if isinstance(example, list) else [example]
    return b"".join(_event(each) for each in events) or NONE


def _event(event: Any) -> bytes:
    if not isinstance(event, Mapping) or "data" not in event or set(event) - set(FIELDS):
        event = {"data": event}
    lines = [f"{field}: {line}" for field in FIELDS if field in event
             for line in _text(event[field]).splitlines() or [""]]  # fmt: skip
    return ("\n".join(lines) + "\n\n").encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
