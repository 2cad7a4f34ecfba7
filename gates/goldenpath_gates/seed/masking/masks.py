"""What becomes of a value. Each mask is a function of the value and the key alone: the same value
has the same mask in every table and file, and what could be joined before can be joined after."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from itertools import product
from typing import Any

from goldenpath_gates.seed.masking.key import Key
from goldenpath_gates.seed.masking.rules import Kind
from goldenpath_gates.seed.masking.tables import ABSENT
from goldenpath_gates.seed.words import CREATURES, QUALITIES

Mask = Callable[[str], str]
TEXT = "Masked text"
OTHER = "other"
"""What a rare value becomes."""
DAY_S = 86400
DAY = len("2026-01-05")

FORMS: Mapping[Kind, re.Pattern[str]] = {
    "hash": re.compile(r"[0-9a-f]{32}"),
    "uuid": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    "email": re.compile(r"[0-9a-f]{20}@example\.com"),
    "phone": re.compile(r"\+999[0-9]{12}"),
    "name": re.compile(rf"(?:{'|'.join(QUALITIES)}) (?:{'|'.join(CREATURES)}) [0-9a-f]{{13}}"),
    "text": re.compile(TEXT),
}
"""What a mask that replaces the whole value looks like."""
JOINS: frozenset[Kind] = frozenset({"hash", "uuid", "email"})
"""Of these, two values never share a mask; of the others they may."""

PAIRS = {
    f"{number:03x}": " ".join(pair)
    for number, pair in enumerate(list(product(QUALITIES, CREATURES)) * 4)
}
"""Two words for each three digits of hex."""
VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


class Unmaskable(Exception):
    """What is wrong with a value, without the value."""


def plain(value: Any) -> str:
    """A value of JSON as text, as it would stand in CSV; nothing for null."""
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def replacing(kind: Kind, key: Key) -> Mask:
    return MAKERS[kind](key)


def _hash(key: Key) -> Mask:
    begun = key.digest("hash", 16).copy

    def mask(value: str) -> str:
        digest = begun()
        digest.update(value.encode())
        return digest.hexdigest()

    return mask


def _uuid(key: Key) -> Mask:
    """Of version 8, as RFC 9562 has it for those who make their own."""
    begun = key.digest("uuid", 16).copy

    def mask(value: str) -> str:
        digest = begun()
        digest.update(value.lower().encode())
        digits = digest.hexdigest()
        return (
            f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-"
            f"{VARIANTS[digits[16]]}{digits[17:20]}-{digits[20:]}"
        )

    return mask


def _email(key: Key) -> Mask:
    begun = key.digest("email", 10).copy

    def mask(value: str) -> str:
        digest = begun()
        digest.update(value.lower().encode())
        return f"{digest.hexdigest()}@example.com"

    return mask


def _phone(key: Key) -> Mask:
    """Of a country code that the ITU has given to nobody, so no phone rings."""
    begun = key.digest("phone", 8).copy

    def mask(value: str) -> str:
        digest = begun()
        digest.update(value.encode())
        return f"+999{int.from_bytes(digest.digest(), 'big') % 10**12:012}"

    return mask


def _name(key: Key) -> Mask:
    begun = key.digest("name", 8).copy

    def mask(value: str) -> str:
        digest = begun()
        digest.update(value.encode())
        digits = digest.hexdigest()
        return f"{PAIRS[digits[:3]]} {digits[3:]}"

    return mask


def _text(_: Key) -> Mask:
    """Nothing is kept, not even what is equal: what people write says too much about them."""
    return lambda value: TEXT


MAKERS: Mapping[Kind, Callable[[Key], Mask]] = {
    **{"hash": _hash, "uuid": _uuid, "email": _email},
    **{"phone": _phone, "name": _name, "text": _text},
}


def shifting(key: Key, days: int) -> Callable[[str], int]:
    """Seconds by which the dates of an entity move: all by the same ones, and never by none."""
    begun = key.digest("date", 8).copy
    span = days * DAY_S - DAY_S

    def seconds(entity: str) -> int:
        digest = begun()
        digest.update(entity.encode())
        drawn = int.from_bytes(digest.digest(), "big")
        far = DAY_S + (drawn >> 1) % (span + 1)
        return far if drawn & 1 else -far

    return seconds


def shifted(value: str, seconds: int) -> str:
    """In the form it had. A date without a time moves by whole days."""
    try:
        if len(value) == DAY:
            return (date.fromisoformat(value) + timedelta(seconds // DAY_S)).isoformat()
        moved = datetime.fromisoformat(value) + timedelta(seconds=seconds)
        text = moved.isoformat(sep=value[10])
    except (ValueError, OverflowError, IndexError):
        raise Unmaskable("no date or time of ISO 8601 that can be shifted") from None
    return text.removesuffix("+00:00") + "Z" if value.endswith("Z") else text


def distance(was: str, is_: str) -> timedelta:
    """By what a date was moved. Raises ValueError where one of them is none, or of another form."""
    if (len(was) == DAY) != (len(is_) == DAY):
        raise ValueError
    return datetime.fromisoformat(is_) - datetime.fromisoformat(was)


def rounded(value: str, step: int, most: int | None) -> str:
    try:
        number = Decimal(value)
        if not number.is_finite():
            raise InvalidOperation
        if most is not None and number > most:
            return str(most)
        return f"{(number / step).to_integral_value(ROUND_FLOOR) * step:f}"
    except InvalidOperation:
        raise Unmaskable("no number") from None
