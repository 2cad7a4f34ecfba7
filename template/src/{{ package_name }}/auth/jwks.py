"""The provider's public keys: kept, followed when they rotate, and still used while it is away."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from .refusals import Refused, invalid

Key = ECKey | RSAKey | OKPKey
Fetch = Callable[[], Awaitable[Mapping[str, Any]]]
"""Return a JWK set; raise Unreachable."""
FRESH_SECONDS = 300.0
KEPT_SECONDS = 24 * 3600.0
"""How long keys are used that nobody could fetch again: longer than an outage lasts."""
AGAIN_SECONDS = 10.0
"""Between two attempts, so that tokens with made-up key ids ask the provider nothing."""
SHORTEST_MODULUS = 342
"""Characters of base64 that 2,048 bits take."""
AGAIN = {"Retry-After": f"{AGAIN_SECONDS:.0f}"}

log = logging.getLogger(__name__)


class Unreachable(Exception):
    """The provider does not answer, or not with keys; the text names no more than that."""


class Keys:
    def __init__(self, fetch: Fetch, now: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: dict[str, Key] = {}
        self._fetched = self._tried = float("-inf")
        self._under_way: asyncio.Task[None] | None = None

    async def key(self, kid: str | None) -> Key:
        """Return the key of this id, or the only one; raise Refused."""
        await self._follow()
        found = self._find(kid)
        if found and self._age() <= KEPT_SECONDS:
            return found
        await self.refresh()
        if self._age() > KEPT_SECONDS:
            raise Refused("identity-unavailable", "no-keys", AGAIN)
        if found := self._find(kid):
            return found
        raise invalid("key-unknown")

    async def refresh(self) -> None:
        """Fetch the keys unless somebody just has; a failure leaves the old ones."""
        if task := self._begin():
            await asyncio.shield(task)

    def _age(self) -> float:
        return self._now() - self._fetched

    async def _follow(self) -> None:
        """Wait for keys that nobody has asked for lately, since one may be withdrawn; while the
        provider is away, use the old ones meanwhile."""
        if self._age() > FRESH_SECONDS:
            if self._now() - self._tried > FRESH_SECONDS:
                await self.refresh()
            else:
                self._begin()

    def _find(self, kid: str | None) -> Key | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid or "")

    def _begin(self) -> asyncio.Task[None] | None:
        if self._under_way is None and self._now() - self._tried >= AGAIN_SECONDS:
            self._tried = self._now()
            self._under_way = asyncio.create_task(self._take())
            self._under_way.add_done_callback(self._end)
        return self._under_way

    def _end(self, _: asyncio.Task[None]) -> None:
        self._under_way = None

    async def _take(self) -> None:
        try:
            keys = usable(await self._fetch())
        except Unreachable as error:
            log.warning("keys of the provider not fetched", extra={"fields": {"why": str(error)}})
            return
        self._keys, self._fetched = keys, self._now()


def usable(document: Mapping[str, Any]) -> dict[str, Key]:
    """Those of a JWK set that verify signatures, by id; raise Unreachable where there is none."""
    rows = document.get("keys")
    found = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("use", "sig") == "sig":
            key = _key(row)
            if key is not None:
                found[str(row.get("kid") or key.thumbprint())] = key
    if not found:
        raise Unreachable("the document holds no key that verifies signatures")
    return found


def _key(row: dict[str, Any]) -> Key | None:
    """None for a kind that we do not use: a secret among public keys, or a short one."""
    if row.get("kty") == "RSA" and len(str(row.get("n"))) < SHORTEST_MODULUS:
        return None
    try:
        (key,) = KeySet.import_key_set({"keys": [row]}).keys
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return None if isinstance(key, OctKey) else key
