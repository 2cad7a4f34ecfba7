"""Remembers in Redis, for all instances: a hash for each record, a sorted set for each owner.

Redis ends the records by itself; it must not evict any (`maxmemory-policy noeviction`). Each change
is one script, so nobody sees half of it. The scripts name keys by themselves, hence no cluster.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Self

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from . import Conflict, Record, Unavailable
from .encoding import body_text, escaped, parsed_body, require_short, unescaped

PATIENCE_SECONDS = 2.0
MOST_CONNECTIONS = 50
FIELDS = ("version", "owner", "expires", "body")

LIVING = """
local function living(key, now)
  local found = redis.call('HMGET', key, 'version', 'expires')
  if not found[1] or (found[2] ~= '' and tonumber(found[2]) <= tonumber(now)) then return '0' end
  return found[1]
end
"""
# KEYS: record, index of its owner. ARGV: now, version, following version, owner, expires, body, id
WRITE = f"""
{LIVING}
local now, version, following, owner, expires, body, id = unpack(ARGV)
if living(KEYS[1], now) ~= version then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'version', following, 'owner', owner, 'expires', expires, 'body', body)
if expires ~= '' then redis.call('PEXPIREAT', KEYS[1], math.ceil(tonumber(expires) * 1000)) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], expires ~= '' and expires or '+inf', id)
local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
if last == 'inf' then redis.call('PERSIST', KEYS[2])
else redis.call('PEXPIREAT', KEYS[2], math.ceil(tonumber(last) * 1000)) end
return 1
"""
# KEYS: record. ARGV: now, beginning of the names of indexes, id
REMOVE = f"""
{LIVING}
local now, index, id = unpack(ARGV)
local there = living(KEYS[1], now) ~= '0'
local owner = redis.call('HGET', KEYS[1], 'owner')
if owner then redis.call('ZREM', index .. owner, id) end
redis.call('DEL', KEYS[1])
return there and 1 or 0
"""

log = logging.getLogger(__name__)


class RedisStore:
    def __init__(self, client: "Redis", now: Callable[[], float] = time.time) -> None:
        """`client` decodes its answers."""
        self._client = client
        self._now = now
        self._write = client.register_script(WRITE)
        self._remove = client.register_script(REMOVE)

    @classmethod
    def of(cls, url: str, now: Callable[[], float] = time.time) -> Self:
        """Raise ValueError for what is no URL; nothing is connected yet."""
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=MOST_CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            # Once more, for a connection that Redis has closed meanwhile. What was done already is
            # then told as a conflict or as not there: nothing counts twice.
            retry=Retry(NoBackoff(), 1),
            decode_responses=True,
        )
        return cls(Redis.from_pool(pool), now)

    async def read(self, kind: str, id: str) -> Record | None:
        values = await self._ask(self._client.hmget(_record(kind, id), FIELDS))
        return self._parsed(kind, id, values)

    async def write(self, record: Record) -> Record:
        require_short(record)
        written = replace(record, version=record.version + 1)
        expires = "" if record.expires_at is None else repr(record.expires_at)
        owner, id = escaped(record.owner), escaped(record.id)
        values = (record.version, written.version, owner, expires, body_text(record), id)
        keys = (_record(record.kind, record.id), _index(record.kind) + owner)
        if not await self._ask(self._write(keys, (repr(self._now()), *values))):
            raise Conflict
        return written

    async def remove(self, kind: str, id: str) -> bool:
        values = (repr(self._now()), _index(kind), escaped(id))
        return bool(await self._ask(self._remove((_record(kind, id),), values)))

    async def owned(self, kind: str, owner: str) -> list[Record]:
        index = _index(kind) + escaped(owner)
        living = self._client.zrange(index, f"({self._now()!r}", "+inf", byscore=True)
        ids = sorted(map(unescaped, await self._ask(living)))
        if not ids:
            return []
        pipeline = self._client.pipeline(transaction=False)
        for id in ids:
            pipeline.hmget(_record(kind, id), FIELDS)
        rows = zip(ids, await self._ask(pipeline.execute()), strict=True)
        found = (self._parsed(kind, id, values) for id, values in rows)
        return [record for record in found if record and record.owner == owner]

    async def close(self) -> None:
        await self._client.aclose()

    def _parsed(self, kind: str, id: str, values: Sequence[str | None]) -> Record | None:
        version, owner, expires, body = values
        if version is None or owner is None or body is None:
            return None
        expires_at = float(expires) if expires else None
        if expires_at is not None and expires_at <= self._now():
            return None
        return Record(kind, id, parsed_body(body), unescaped(owner), expires_at, int(version))

    async def _ask(self, answer: Awaitable[Any]) -> Any:
        try:
            return await answer
        except (RedisError, OSError) as error:
            why = type(error).__name__
            log.warning("the store does not answer", extra={"fields": {"why": why}})
            raise Unavailable(f"Redis does not answer ({why})") from None


def _record(kind: str, id: str) -> str:
    return f"auth:record:{kind}:{escaped(id)}"


def _index(kind: str) -> str:
    return f"auth:owner:{kind}:"
