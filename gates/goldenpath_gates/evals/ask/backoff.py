"""How long to wait before a request is sent again."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

AGAIN = frozenset({429, 503})
FIRST_S = 0.25
LONGEST_S = 30.0
JITTER = 0.25
"""Up to this share on top, so that requests which were refused together do not come back so."""


def wait_s(attempt: int, retry_after: str | None, seed: str) -> float:
    """Seconds after the `attempt`-th one (from 1): what the service asks for, else doubling."""
    asked = asked_for(retry_after)
    base = FIRST_S * 2 ** (attempt - 1) if asked is None else asked
    jitter = 1 + JITTER * random.Random(seed).random()  # noqa: S311
    return min(base * jitter, LONGEST_S)


def asked_for(retry_after: str | None, now: datetime | None = None) -> float | None:
    """Seconds of a Retry-After header (RFC 9110: a number, or a date); None if it says nothing."""
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = until(retry_after, now or datetime.now(UTC))
    return max(0.0, seconds) if math.isfinite(seconds) else None


def until(date: str, now: datetime) -> float:
    try:
        then = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    return (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp() - now.timestamp()
