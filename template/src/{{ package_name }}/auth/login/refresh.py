"""Asks the provider now and then whether a login still stands, with the refresh token it gave."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from ..jwks import Unreachable
from ..keyring import Keyring, Unsealable
from ..refusals import Refused, invalid
from ..store import Conflict
from .families import Families, Family
from .id_tokens import IdTokens
from .provider import GrantRefused, Provider, ProviderTokens

PURPOSE = "provider-tokens"
AGAIN_SECONDS = 30.0
"""Longer than the provider may take to answer: until then nobody else asks for this login."""
EARLY_SECONDS = 30.0

log = logging.getLogger(__name__)


class Refresh:
    def __init__(
        self,
        families: Families,
        provider: Provider,
        id_tokens: IdTokens,
        keyring: Keyring,
        scopes_of: Callable[[Iterable[str]], Iterable[str]],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._families = families
        self._provider = provider
        self._id_tokens = id_tokens
        self._keyring = keyring
        self._scopes_of = scopes_of
        self._now = now
        self._asking: set[asyncio.Task[Family]] = set()

    async def kept(self, family: Family) -> Family:
        """Return it as it is now; raise Refused where the provider has ended it."""
        now = self._now()
        if family.refresh_at is None or now < family.refresh_at:
            return family
        try:
            # A refresh token works once: whoever moves this time on is the only one who shows it.
            mine = await self._families.write(replace(family, refresh_at=now + AGAIN_SECONDS))
        except Conflict:
            return family
        # Not to be cut short with the request: the provider would count the token as used.
        task = asyncio.create_task(self._asked(mine))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        return await asyncio.shield(task)

    def sealed(self, family: str, tokens: ProviderTokens) -> str:
        """Bound to a login: the tokens of one are of no use in the record of another."""
        body = [family, tokens.id_token, tokens.refresh_token]
        return self._keyring.seal(json.dumps(body).encode(), PURPOSE)

    def due_at(self, tokens: ProviderTokens) -> float | None:
        if not tokens.refresh_token:
            return None
        return self._now() + max(tokens.lifetime - EARLY_SECONDS, 1.0)

    def opened(self, family: Family) -> ProviderTokens:
        """Raise Refused where no key opens them: a login that nobody can check has ended."""
        try:
            id, id_token, refresh_token = json.loads(self._keyring.unseal(family.tokens, PURPOSE))
        except Unsealable:
            raise invalid("session-unsealable") from None
        if id != family.id:
            raise invalid("session-unsealable")
        return ProviderTokens(id_token, refresh_token, 0)

    async def _asked(self, family: Family) -> Family:
        try:
            old = self.opened(family)
            new = await self._provider.refreshed(old.refresh_token)
            return await self._taken(family, old, new)
        except Unreachable as error:
            log.warning("a login is not refreshed", extra={"fields": {"why": str(error)}})
            return family
        except GrantRefused:
            # Also what a provider says after it has seen an old refresh token once more.
            await self._families.revoke(family, "refresh-refused")
            raise invalid("refresh-refused") from None
        except Refused as refused:
            # A key that nobody could fetch yet says nothing about the login.
            if refused.slug == "identity-unavailable" or refused.reason == "key-unknown":
                return family
            await self._families.revoke(family, refused.reason)
            raise

    async def _taken(self, family: Family, old: ProviderTokens, new: ProviderTokens) -> Family:
        """First keep the refresh token, as the old one is used up; then see who it is about."""
        tokens = replace(
            new,
            id_token=new.id_token or old.id_token,
            refresh_token=new.refresh_token or old.refresh_token,
        )
        sealed, due = self.sealed(family.id, tokens), self.due_at(tokens)
        kept = await self._changed(family, lambda now: replace(now, tokens=sealed, refresh_at=due))
        if not new.id_token:
            return kept
        person = await self._id_tokens.at_refresh(new.id_token, family.subject, family.tenant)
        scopes = tuple(sorted(self._scopes_of(person.roles)))
        if scopes == kept.scopes:
            return kept
        return await self._changed(kept, lambda now: replace(now, scopes=scopes))

    async def _changed(self, family: Family, change: Callable[[Family], Family]) -> Family:
        changed = await self._families.change(family.id, change)
        if changed is None:
            raise invalid("session-ended")
        return changed
