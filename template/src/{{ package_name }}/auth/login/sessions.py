"""Sessions: who sends a cookie, for how long, and what happens when somebody else sends it too."""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from ..principal import Principal
from ..refusals import invalid
from ..store import Conflict, Record, Store, Unavailable
from .families import ATTEMPTS, SESSION, Families, Family
from .id_tokens import Person
from .provider import ProviderTokens
from .refresh import Refresh
from .values import VALUE, Proof, digest, new_value, principal_of, proof_of

ROTATED_SECONDS = 15 * 60.0
GRACE_SECONDS = 10.0
"""How long a value counts after its successor was shown: requests that were under way carry it."""
MOST_RECENT = 8
SEEN_SECONDS = 60.0
"""How exactly the last use is known, so that not every request writes."""
LONGEST_DEVICE = 256


@dataclass(frozen=True, slots=True)
class NewSession:
    person: Person
    scopes: frozenset[str]
    tokens: ProviderTokens = field(repr=False)
    user_agent: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Lifetimes:
    idle_seconds: float = 30 * 60.0
    absolute_seconds: float = 12 * 3600.0


class Sessions:
    def __init__(
        self,
        store: Store,
        families: Families,
        refresh: Refresh,
        lifetimes: Lifetimes,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._families = families
        self._refresh = refresh
        self._lifetimes = lifetimes
        self._now = now

    async def open(self, new: NewSession) -> str:
        """Begin a family of its own, whatever came before; return the value of its cookie."""
        id, now, person = secrets.token_hex(16), self._now(), new.person
        family = Family(
            id=id,
            subject=person.subject,
            tenant=person.tenant,
            scopes=tuple(sorted(new.scopes)),
            created_at=now,
            seen_at=now,
            expires_at=now + self._lifetimes.absolute_seconds,
            tier=person.tier,
            cohort=person.cohort,
            sid=person.sid,
            user_agent=new.user_agent[:LONGEST_DEVICE],
            address=new.address[:LONGEST_DEVICE],
            tokens=self._refresh.sealed(id, new.tokens),
            refresh_at=self._refresh.due_at(new.tokens),
        )
        return await self._rotate(family, Proof(person.acr, person.amr, person.auth_time))

    async def authenticate(self, cookie: str) -> tuple[Principal, str | None]:
        """Return whose it is, and its new value where it was rotated; raise Refused."""
        session, family = await self._found(cookie)
        if session.id != family.current:
            return principal_of(session, family), await self._replaced(session, family)
        kept = await self._refresh.kept(family)
        try:
            return principal_of(session, kept), await self._used(session, family, kept)
        except Conflict:  # another request of this session has rotated it, or the next one will
            return principal_of(session, kept), None

    async def step_up(self, principal: Principal, amr: Iterable[str], acr: str) -> str:
        """Return the value of the cookie that from now on proves more; raise Refused."""
        proof = Proof(acr, tuple(sorted({*principal.amr, *amr})), self._now())
        for _ in range(ATTEMPTS):
            try:
                return await self._rotate(await self.family(principal), proof)
            except Conflict:
                continue
        raise Unavailable("a session is written too often at once")

    async def family(self, principal: Principal) -> Family:
        """Return the login of a session; raise Refused where it has just ended."""
        family = await self._families.read(principal.credential)
        if family is None:
            raise invalid("session-ended")
        return family

    async def of_cookie(self, cookie: str) -> Family | None:
        """Return the login of a cookie, even of one that was replaced; None where there is none."""
        session = await self._store.read(SESSION, digest(cookie))
        return await self._families.read(session.owner) if session else None

    async def _found(self, cookie: str) -> tuple[Record, Family]:
        if not VALUE.fullmatch(cookie):
            raise invalid("session-form")
        session = await self._store.read(SESSION, digest(cookie))
        if session is None:
            raise invalid("session-unknown")
        family = await self._families.read(session.owner)
        if family is None:
            raise invalid("session-ended")
        return session, family

    async def _replaced(self, session: Record, family: Family) -> str | None:
        """Return another value where the newest seems to be lost. Raise Refused where it has been
        shown: two hold values of one login. Which of them stole it nobody can tell: both lose it.
        """
        now, until = self._now(), family.recent.get(session.id, 0.0)
        if until is not None and now > until:
            await self._families.revoke(family, "session-reuse")
            raise invalid("session-reuse")
        if until is not None or now - family.seen_at <= GRACE_SECONDS:
            return None
        try:
            return await self._rotate(family, proof_of(session))
        except Conflict:
            return None

    async def _used(self, session: Record, before: Family, family: Family) -> str | None:
        """Return a new value where it is time for one, or where the session may do other things."""
        now = self._now()
        if family.current != session.id:
            return None
        shown = replace(family, recent=self._ending(family), seen_at=now)
        if now - session.body["created_at"] >= ROTATED_SECONDS or family.scopes != before.scopes:
            return await self._rotate(shown, proof_of(session))
        seldom = min(SEEN_SECONDS, self._lifetimes.idle_seconds / 10)
        if now - family.seen_at >= seldom or shown.recent != family.recent:
            await self._families.write(shown)
        return None

    def _ending(self, family: Family) -> dict[str, float | None]:
        """The newest value has arrived in the browser, so those before it end."""
        end = self._now() + GRACE_SECONDS
        return {hash: end if until is None else until for hash, until in family.recent.items()}

    async def _rotate(self, family: Family, proof: Proof) -> str:
        """The family says which value counts, so of two rotations at once one does."""
        now = self._now()
        value, session = new_value(family, proof, now)
        await self._store.write(session)
        counts = [row for row in family.recent.items() if row[1] is None or now <= row[1]]
        if family.current:
            counts.append((family.current, None))
        try:
            recent = dict(counts[-MOST_RECENT:])
            changed = replace(family, current=session.id, recent=recent, seen_at=now)
            await self._families.write(changed)
        except Conflict:
            await self._store.remove(SESSION, session.id)
            raise
        return value
