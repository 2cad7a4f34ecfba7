"""Logins as the store keeps them. A family is one login, and all cookie values that it has had."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from ..audit import Audit
from ..store import Conflict, Record, Store, Unavailable

FAMILY = "family"
SESSION = "session"
PROVIDER_SESSION = "provider-session"
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Family:
    """Times are Unix seconds. Cookie values stand here by their hash: `current` is the newest,
    `recent` those that it has replaced and until when they count, None until it has been shown.
    `tokens` are the provider's, sealed; `refresh_at` is when to show them to it again."""

    id: str
    subject: str
    tenant: str
    scopes: tuple[str, ...]
    created_at: float
    seen_at: float
    expires_at: float
    tier: str = ""
    cohort: str = ""
    sid: str = ""
    user_agent: str = ""
    address: str = ""
    current: str = ""
    recent: Mapping[str, float | None] = field(default_factory=dict)
    tokens: str = field(default="", repr=False)
    refresh_at: float | None = None
    version: int = 0


NAMES = {each.name for each in fields(Family)} - {"id", "version"}


class Families:
    """What has expired, or was not used for too long, is not there."""

    def __init__(
        self,
        store: Store,
        audit: Audit,
        idle_seconds: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._audit = audit
        self._idle_seconds = idle_seconds
        self._now = now

    async def read(self, id: str) -> Family | None:
        record = await self._store.read(FAMILY, id)
        return await self._living(_family(record)) if record else None

    async def of_subject(self, subject: str) -> list[Family]:
        records = await self._store.owned(FAMILY, subject)
        found = [await self._living(_family(record)) for record in records]
        return [family for family in found if family]

    async def of_provider_session(self, sid: str) -> list[Family]:
        links = await self._store.owned(PROVIDER_SESSION, sid)
        found = [await self.read(link.id) for link in links]
        return [family for family in found if family]

    async def write(self, family: Family) -> Family:
        """Return it with its new version; raise Conflict."""
        body = {name: value for name, value in asdict(family).items() if name in NAMES}
        id, end = family.id, family.expires_at
        if family.sid and not family.version:
            await self._store.write(Record(PROVIDER_SESSION, id, {}, family.sid, end))
        record = Record(FAMILY, id, body, family.subject, end, family.version)
        written = await self._store.write(record)
        return replace(family, version=written.version)

    async def change(self, id: str, change: Callable[[Family], Family]) -> Family | None:
        """Write what `change` makes of it, whoever else writes; return None where it has ended."""
        for _ in range(ATTEMPTS):
            family = await self.read(id)
            if family is None:
                return None
            try:
                return await self.write(change(family))
            except Conflict:
                continue
        raise Unavailable("a login is written too often at once")

    async def revoke(self, family: Family, reason: str) -> None:
        """End it for good: each of its cookie values is worth nothing from here on."""
        if not await self._store.remove(FAMILY, family.id):
            return
        self._audit.record(
            "session-revoked",
            "allowed",
            reason,
            subject=family.subject,
            tenant=family.tenant,
            session=family.id,
        )
        await self._store.remove(PROVIDER_SESSION, family.id)
        for session in await self._store.owned(SESSION, family.id):
            await self._store.remove(SESSION, session.id)

    async def revoke_all(self, families: Iterable[Family], reason: str) -> None:
        for family in families:
            await self.revoke(family, reason)

    async def _living(self, family: Family) -> Family | None:
        now = self._now()
        if now < min(family.expires_at, family.seen_at + self._idle_seconds):
            return family
        await self.revoke(family, "expired")
        return None


def _family(record: Record) -> Family:
    # During a deployment the other version may know a field that we do not.
    known = {name: value for name, value in record.body.items() if name in NAMES}
    known["scopes"] = tuple(known["scopes"])
    return Family(id=record.id, version=record.version, **known)
