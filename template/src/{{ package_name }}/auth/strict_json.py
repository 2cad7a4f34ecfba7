"""JSON that nobody reads in two ways: UTF-8, no name twice, no number that is none."""

import json
from typing import Any


def json_object(text: bytes) -> dict[str, Any]:
    """Raise ValueError unless it is one object."""
    try:
        found = json.loads(text.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if b"\\u" in text:
        json.dumps(found, ensure_ascii=False).encode()  # no half of a character, either
    match found:
        case dict():
            return found
        case _:
            raise ValueError("no object")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
