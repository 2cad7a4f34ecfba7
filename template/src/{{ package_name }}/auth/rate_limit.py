"""How much a tenant may ask for, by the tier of its contract."""

import asyncio
import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from pydantic import SecretStr

from .access import DEFAULT_TIER, TIERS
from .principal import Principal
from .refusals import Refused

PATIENCE_SECONDS = 0.25


class RateLimit:
    """All instances count together where the storage is Redis, each for itself in process."""

    def __init__(self, storage: Storage) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._items = {tier: RateLimitItemPerMinute(most) for tier, most in TIERS.items()}

    async def take(self, principal: Principal) -> None:
        """Count a request; raise Refused where there were too many."""
        # Of the tiers that we know: what a token says becomes no header.
        tier = principal.tier if principal.tier in self._items else DEFAULT_TIER
        item = self._items[tier]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if await self._limiter.hit(item, principal.tenant):
                    return
                again, left = await self._limiter.get_window_stats(item, principal.tenant)
        except (StorageError, TimeoutError):
            return  # whoever may ask is known already; an outage of the counter stops nobody
        seconds = max(1, math.ceil(again - time.time()))
        headers = {
            "Retry-After": f"{seconds}",
            "RateLimit-Policy": f'"{tier}";q={item.amount};w=60',
            "RateLimit": f'"{tier}";r={left};t={seconds}',
        }
        raise Refused("rate-limited", "rate", headers)


def open_counters(url: SecretStr | None) -> Storage:
    """In the same Redis as the rest, or in process: a database is too slow to count with."""
    text = url.get_secret_value() if url else ""
    if text.startswith(("redis://", "rediss://")):
        return storage_from_string(f"async+{text}", implementation="redispy", wrap_exceptions=True)
    return storage_from_string("async+memory://", wrap_exceptions=True)
