"""What an unquoted scalar says: YAML 1.2, in which `no` and a date are text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from goldenpath_gates.contracts.notation.refused import not_a_number

LONGEST_NUMBER = 400
"""Characters; a longer one is text, as Python would take its time."""
MEANT = {f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null")}
WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def meant(text: str, way: Iterable[str | int]) -> Any:
    """`way` leads to it, for errors."""
    if text in WORDS:
        return WORDS[text]
    if NOT_FINITE.fullmatch(text):
        raise not_a_number(way)
    if len(text) > LONGEST_NUMBER:
        return text
    if INTEGER.fullmatch(text):
        return int(text, 0 if text[:2] in ("0o", "0x") else 10)
    if not FLOAT.fullmatch(text):
        return text
    if not math.isfinite(number := float(text)):
        raise not_a_number(way)
    return number
