"""Seals the secrets of a tenant again with the newest key, so that the old one can go.

Those are the secrets of authenticator apps. What logins keep sealed is written anew when they are
refreshed, and gone when they end.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..keyring import Keyring, Unsealable
from ..mfa.factors import Body, Factors, of_kind
from ..mfa.totp import resealed
from ..store import Conflict, Record, Store

SEEN = "key-seen"


@dataclass(frozen=True, slots=True)
class KeyAge:
    """`seen_at` is when the service first told of this key; `sealed` counts what would be lost
    without it."""

    id: str
    newest: bool
    seen_at: float
    sealed: int


class Rewrap:
    def __init__(
        self, store: Store, keyring: Keyring, now: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._factors = Factors(store, now)
        self._keyring = keyring
        self._now = now

    async def keys(self, tenant: str) -> list[KeyAge]:
        people = (await self._factors.of_tenant(tenant)).values()
        sealed = Counter(text.partition(".")[0] for body in people for text in _secrets(body))
        newest = self._keyring.ids[0]
        return [
            KeyAge(id, id == newest, await self._seen_at(id), sealed[id])
            for id in self._keyring.ids
        ]

    async def all_of(self, tenant: str) -> tuple[int, int]:
        """Return how many were sealed again, and how many no key opens."""
        found: Counter[str] = Counter()
        for person, body in (await self._factors.of_tenant(tenant)).items():
            if any(map(self._keyring.stale, _secrets(body))):
                reseal = partial(self._reseal, person)
                found += await self._factors.change_of(person, tenant, reseal)
        return found["rewrapped"], found["lost"]

    def _reseal(self, person: str, body: Body) -> Counter[str]:
        found: Counter[str] = Counter()
        for factor in of_kind(body, "totp").values():
            if self._keyring.stale(factor["secret"]):
                try:
                    factor["secret"] = resealed(self._keyring, factor["secret"], person)
                    found["rewrapped"] += 1
                except Unsealable:
                    found["lost"] += 1
        return found

    async def _seen_at(self, id: str) -> float:
        found = await self._store.read(SEEN, id)
        try:
            found = found or await self._store.write(Record(SEEN, id, {"at": self._now()}))
        except Conflict:  # another instance has just seen it too
            return self._now()
        return float(found.body["at"])


def _secrets(body: Body) -> list[str]:
    return [factor["secret"] for factor in of_kind(body, "totp").values()]
