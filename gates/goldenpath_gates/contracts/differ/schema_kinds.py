"""Kinds of JSON values: what `type`, `enum` and `const` let through."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

NUMBERS = frozenset({"integer", "fraction"})
"""A `number` is an integer or a fraction, so that an integer is a number."""
ALL = frozenset({"null", "boolean", "object", "array", "string"}) | NUMBERS
TEXTUAL = frozenset({"string", "boolean"}) | NUMBERS
"""What is one text where values travel as such."""
NAMES = ("string", "number", "integer", "boolean", "object", "array", "null")


def kinds_of_type(name: object) -> frozenset[str]:
    """A name that no specification has is a kind of its own."""
    if name == "number":
        return NUMBERS
    return frozenset({name}) if isinstance(name, str) else frozenset()


def kind_of_value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if float(value).is_integer() else "fraction"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def names_of(kinds: Iterable[str]) -> str:
    """As a reader of schemas calls them."""
    kinds = frozenset(kinds)
    if kinds == ALL:
        return "anything"
    shown = [name for name in NAMES if kinds >= kinds_of_type(name)]
    if "number" in shown:
        shown.remove("integer")
    if kinds & NUMBERS == {"fraction"}:
        shown.append("fraction")
    return " or ".join([*shown, *sorted(kinds - ALL)]) or "nothing"


def text(value: Any) -> str:
    """One spelling for each JSON value: 1.0 is 1, members have no order."""
    if isinstance(value, str):
        return f'"{value}'
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, default=str)
