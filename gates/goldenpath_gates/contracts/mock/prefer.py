"""What a client prefers to be answered: the header `Prefer` (RFC 7240), as Prism reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goldenpath_gates.contracts.mock import refusal

STATUS = re.compile(r"[1-5][0-9]{2}")


@dataclass(frozen=True)
class Wish:
    """`dynamic`: no example, and another value each time."""

    code: str | None = None
    example: str | None = None
    dynamic: bool = False


def parse(header: str) -> Wish:
    """Raises Refusal for a code that is none. Other preferences are not ours."""
    wishes: dict[str, str] = {}
    for part in re.split(r"[;,]", header):
        name, _, value = part.partition("=")
        wishes[name.strip().lower()] = value.strip().strip('"')
    code = wishes.get("code")
    if code is not None and not STATUS.fullmatch(code):
        raise refusal.wrong_wish(f"code={code} is no HTTP status (100 to 599)")
    return Wish(code, wishes.get("example"), wishes.get("dynamic", "").lower() == "true")
