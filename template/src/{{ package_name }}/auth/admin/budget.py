"""What a tenant may spend in a month, and what it has spent: the price of each answer, counted.

Amounts are whole billionths of a dollar, for they are added up. An answer is paid when it is made,
so what is under way when the budget runs out is still answered.
"""

import logging
import random
import time
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ..refusals import Refused
from ..store import Conflict, Record, Store, Unavailable

KIND = "budget"
SPENT = "spent"
COUNTERS = 16
ATTEMPTS = 20
NANO = 1_000_000_000
KEPT_SECONDS = 400 * 24 * 3600.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a month such as 2026-11, in UTC; without a budget nothing ends."""

    month: str
    usd_per_month: float | None
    spent_usd: float


class Budget:
    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now

    async def standing(self, tenant: str) -> Standing:
        return Standing(self._month(), await self._limit(tenant), await self._spent(tenant))

    async def change(self, tenant: str, usd_per_month: float | None) -> None:
        """None: without an end. Raise Refused where somebody else is changing it."""
        stood = await self._store.read(KIND, tenant)
        record = stood or Record(KIND, tenant, {}, owner=tenant)
        try:
            await self._store.write(replace(record, body={"usd_per_month": usd_per_month}))
        except Conflict:
            raise Refused("too-many-requests", "budget-busy", {"Retry-After": "1"}) from None

    async def require_left(self, tenant: str) -> None:
        """Raise Refused where all is spent. An outage of the store stops nobody."""
        try:
            limit = await self._limit(tenant)
            if limit is None or await self._spent(tenant) < limit:
                return
        except Unavailable:
            log.warning("budget of a tenant not read: the store does not answer")
            return
        raise Refused("budget-spent", "budget", {"Retry-After": f"{self._seconds_left()}"})

    async def spend(self, tenant: str, usd: float) -> None:
        """Count an answer. Of several at once one writes a counter, so there are some of them."""
        if not (nano_usd := round(usd * NANO)):
            return
        for _ in range(ATTEMPTS):
            try:
                await self._add(tenant, random.randrange(COUNTERS), nano_usd)  # noqa: S311
                return
            except Conflict:
                continue
            except Unavailable:
                break
        log.error("cost of an answer not counted", extra={"fields": {"usd": usd}})

    async def _limit(self, tenant: str) -> float | None:
        record = await self._store.read(KIND, tenant)
        return record.body["usd_per_month"] if record else None

    async def _spent(self, tenant: str) -> float:
        counters = await self._store.owned(SPENT, f"{tenant}:{self._month()}")
        return sum(int(counter.body["nano_usd"]) for counter in counters) / NANO

    async def _add(self, tenant: str, number: int, nano_usd: int) -> None:
        owner = f"{tenant}:{self._month()}"
        id, ends = f"{owner}:{number}", self._now() + KEPT_SECONDS
        found = await self._store.read(SPENT, id)
        record = found or Record(SPENT, id, {"nano_usd": 0}, owner, ends)
        body = {"nano_usd": record.body["nano_usd"] + nano_usd}
        await self._store.write(replace(record, body=body))

    def _month(self) -> str:
        return f"{datetime.fromtimestamp(self._now(), UTC):%Y-%m}"

    def _seconds_left(self) -> int:
        now = datetime.fromtimestamp(self._now(), UTC)
        days = monthrange(now.year, now.month)[1] - now.day
        return (days + 1) * 86_400 - now.hour * 3600 - now.minute * 60 - now.second
