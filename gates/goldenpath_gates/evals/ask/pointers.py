"""JSON Pointer (RFC 6901)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from goldenpath_gates.errors import UsageError

FORM = re.compile(r"(/([^~/]|~[01])*)*")
INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


def resolve(document: Any, pointer: str) -> Any:
    """What the pointer names; None where nothing is. Raises UsageError for what is no pointer."""
    for token in tokens(pointer):
        document = step(document, token)
    return document


def step(value: Any, token: str) -> Any:
    if isinstance(value, dict):
        return value.get(token)
    if isinstance(value, list) and INDEX.fullmatch(token) and int(token) < len(value):
        return value[int(token)]
    return None


@cache
def tokens(pointer: str) -> tuple[str, ...]:
    if not FORM.fullmatch(pointer):
        raise UsageError(f"{pointer!r} is no JSON Pointer: write it as in /usage/input_tokens")
    parts = pointer.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)
