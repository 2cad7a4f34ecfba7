"""The documents as the one text that every engine reads."""

from __future__ import annotations

from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine.go_text import number

EXACT = 1_000_000
"""From here on conftest reads an integer as `1e+06`, and prints it so."""


def encode(value: Any) -> bytes:
    """JSON in UTF-8. Raises IncompleteError for what is nested too deep."""
    try:
        return _text(value).encode("utf-8", "replace")  # half a surrogate pair is no character
    except RecursionError:
        raise IncompleteError("a document is nested too deep to be judged") from None


def _text(value: Any) -> str:
    if isinstance(value, dict):
        items = [f"{_key(key)}:{_text(one)}" for key, one in value.items()]
        return f"{{{','.join(items)}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_text, value))}]"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    return encode_basestring(str(value))


def _key(key: Any) -> str:
    return encode_basestring(key if isinstance(key, str) else _text(key))


def _number(value: float) -> str:
    if isinstance(value, int) and abs(value) < EXACT:
        return str(value)
    try:
        rounded = float(value)
    except OverflowError:
        return '"inf"'
    return number(rounded) if isfinite(rounded) else f'"{rounded}"'
