"""Logout tokens: the provider says that a login has ended (OpenID Connect Back-Channel Logout)."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass

from ..refusals import invalid
from ..store import Conflict, Record, Store
from ..tokens import SKEW_SECONDS
from .signed import Signed, number, text

TYPES = frozenset({"logout+jwt"})
EVENT = "http://schemas.openid.net/event/backchannel-logout"
USED = "logout-token"


@dataclass(frozen=True, slots=True)
class Ended:
    """`subject` and `sid`, a session at the provider; one of them may be empty."""

    subject: str
    sid: str
    use: Record


class LogoutTokens:
    def __init__(self, signed: Signed, store: Store) -> None:
        self._signed = signed
        self._store = store

    async def ended(self, token: str) -> Ended:
        """Return what the provider has ended; raise Refused."""
        claims = await self._signed.claims(token, TYPES)
        subject, sid, id = text(claims, "sub"), text(claims, "sid"), text(claims, "jti")
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
            raise invalid("logout-event")
        # A nonce is what an ID token has: none must pass for an order to log somebody out.
        if "nonce" in claims or not id or not (subject or sid):
            raise invalid("logout-claims")
        name = hashlib.sha256(id.encode()).hexdigest()
        if await self._store.read(USED, name):
            raise invalid("logout-replayed")
        until = (number(claims, "exp") or 0) + SKEW_SECONDS
        return Ended(subject, sid, Record(USED, name, {}, expires_at=until))

    async def use(self, ended: Ended) -> None:
        """When all is done: until then the provider may come again with the same token."""
        with suppress(Conflict):  # it came twice at once, and what it asks for is done
            await self._store.write(ended.use)
