"""Keys of a tenant for its machines: made, proved, rotated and revoked.

Nothing is cached: a key that is revoked is refused by every instance from its next request on.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from hmac import compare_digest

from .key_text import KeyText, new_key, parsed_key
from .principal import Principal
from .refusals import Refused, insufficient, invalid
from .store import Conflict, Record, Store, Unavailable

KIND = "api-key"
DAY, HOUR = 86_400, 3600
USED_SECONDS = 60
NO_DIGEST = "0" * 64
"""Compared with where no key has the id, so that as much is done for it."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What may be shown of one; times are in Unix seconds."""

    id: str
    name: str
    tenant: str
    scopes: tuple[str, ...]
    created_at: float
    expires_at: float
    last_used_at: float | None


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """`text` is the key itself, which nobody can read again."""

    shown: ApiKey
    text: str


class ApiKeys:
    """All of it raises Unavailable where the store does not answer."""

    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now
        self._notes: dict[str, asyncio.Task[None]] = {}

    async def authenticate(self, presented: str) -> Principal:
        """Raise Refused for a key that is none, or no longer."""
        key = parsed_key(presented)
        if key is None:
            raise invalid("key-form")
        record = await self._store.read(KIND, key.id)
        fits = compare_digest(record.body["digest"] if record else NO_DIGEST, key.digest)
        if record is None or not fits:
            raise invalid("key-unknown")
        self._note_use(record)
        return _principal(record)

    async def create(self, by: Principal, name: str, scopes: Iterable[str], days: int) -> NewApiKey:
        """Raise Refused for a scope that whoever asks does not have."""
        wanted = sorted(set(scopes))
        _require_within(by, wanted)
        now = self._now()
        body = {
            "name": name,
            "scopes": wanted,
            "tier": by.tier,
            "cohort": by.cohort,
            "made_by": by.subject,
            "created_at": now,
            "lasts": days * DAY,
            "last_used_at": None,
        }
        return await self._write_new(Record(KIND, "", body, by.tenant))

    async def listed(self, tenant: str) -> list[ApiKey]:
        return [_shown(record) for record in await self._store.owned(KIND, tenant)]

    async def rotate(self, by: Principal, id: str, overlap_hours: int) -> NewApiKey:
        """Return one that may do as much for as long; the old one ends after the overlap. Raise
        Refused for one of another tenant, or one that may do more than whoever asks."""
        old = await self._own(by.tenant, id)
        _require_within(by, old.body["scopes"])
        now = self._now()
        body = {**old.body, "made_by": by.subject, "created_at": now, "last_used_at": None}
        new = await self._write_new(replace(old, body=body, version=0))
        try:
            await self._end(by.tenant, id, now + overlap_hours * HOUR)
        except Refused:  # revoked meanwhile: whoever did that wants no successor
            await self._store.remove(KIND, new.shown.id)
            raise
        return new

    async def revoke(self, tenant: str, id: str) -> None:
        """Raise Refused for one of another tenant."""
        await self._own(tenant, id)
        await self._store.remove(KIND, id)

    async def close(self) -> None:
        """Wait for what is still being noted."""
        await asyncio.gather(*self._notes.values())

    async def _own(self, tenant: str, id: str) -> Record:
        record = await self._store.read(KIND, id)
        if record is None or record.owner != tenant:
            raise Refused("not-found", "no-such-key")
        return record

    async def _write_new(self, record: Record) -> NewApiKey:
        key: KeyText = new_key()
        body = {**record.body, "digest": key.digest}
        ends = body["created_at"] + body["lasts"]
        new = replace(record, id=key.id, body=body, expires_at=ends)
        written = await self._store.write(new)
        return NewApiKey(_shown(written), str(key))

    async def _end(self, tenant: str, id: str, at: float) -> None:
        while True:
            record = await self._own(tenant, id)
            ends = min(record.expires_at or at, at)
            try:
                await self._store.write(replace(record, expires_at=ends))
                return
            except Conflict:
                pass  # its use has just been noted, or it was rotated twice

    def _note_use(self, record: Record) -> None:
        """Now and then, and beside the answer, which never waits for it nor fails with it."""
        last = record.body["last_used_at"]
        if record.id in self._notes or (last and self._now() - last < USED_SECONDS):
            return
        self._notes[record.id] = asyncio.create_task(self._note(record))
        self._notes[record.id].add_done_callback(lambda _: self._notes.pop(record.id))

    async def _note(self, record: Record) -> None:
        body = {**record.body, "last_used_at": self._now()}
        # Another instance has noted it, it is revoked, or its next use will be noted.
        with suppress(Conflict, Unavailable):
            await self._store.write(replace(record, body=body))


def _principal(record: Record) -> Principal:
    body = record.body
    return Principal(
        kind="key",
        subject=f"key:{record.id}",
        tenant=record.owner,
        scopes=frozenset(body["scopes"]),
        credential=record.id,
        tier=body["tier"],
        cohort=body["cohort"],
    )


def _require_within(by: Principal, scopes: Iterable[str]) -> None:
    """Nobody gives away more than they have."""
    if lacking := set(scopes) - by.scopes:
        raise insufficient(" ".join(sorted(lacking)), "scopes-beyond-own")


def _shown(record: Record) -> ApiKey:
    body = record.body
    return ApiKey(
        id=record.id,
        name=body["name"],
        tenant=record.owner,
        scopes=tuple(body["scopes"]),
        created_at=body["created_at"],
        expires_at=record.expires_at or 0,
        last_used_at=body["last_used_at"],
    )
