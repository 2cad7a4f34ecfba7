"""JSON as RFC 8259 has it: what Python's reader lets through besides is refused."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


def loads(body: bytes) -> Any:
    """Raises ValueError: for NaN and infinity too, and for text that cannot be written again."""
    try:
        document = DECODER.decode(body.decode())
        if rb"\ud" in body.lower():  # half a surrogate pair is no text
            json.dumps(document, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return document


def finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large for a number")
    return number


def refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


DECODER = json.JSONDecoder(parse_float=finite, parse_constant=refused)
