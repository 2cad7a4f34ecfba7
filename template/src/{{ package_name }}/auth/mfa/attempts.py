"""How often somebody may guess. Whoever guesses waits longer and longer, and hardly anybody else.

A session that has failed a few times waits. Where many sessions of a person fail, somebody has the
password and guesses the rest: from then on each of them waits after its first failure, and in the
end all new ones wait together. Passkeys, codes on paper, which nobody can guess, and sessions that
have shown a second factor stay open even then: nobody is locked out by what others do.
"""

import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from ..access import STEP_UP_AMR
from ..principal import Principal
from ..refusals import Refused
from ..store import Conflict, Record, Store
from .factors import person_of

KIND = "attempts"
GUESSABLE = "totp"
FREE = 5  # failures of a session with a kind of factor
FREE_UNDER_ATTACK = 1
ATTACK = 20  # failures of all sessions of a person
MOST = 100  # and when all of them wait
SHORTEST, LONGEST = 30.0, 3600.0
REMEMBERED = 24 * 3600.0


class Attempts:
    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now

    @asynccontextmanager
    async def attempt(self, principal: Principal, factor: str) -> AsyncIterator[None]:
        """Raise Refused while one has to wait; what the block refuses is a failure."""
        session = f"session:{principal.credential}:{factor}"
        person = f"person:{person_of(principal)}"
        guesses = (await self._read(person)).body["failures"] if factor == GUESSABLE else 0
        if guesses >= MOST and STEP_UP_AMR.isdisjoint(principal.amr):
            await self._begin(person, MOST)
        await self._begin(session, FREE if guesses < ATTACK else FREE_UNDER_ATTACK)
        try:
            yield
        except Refused:
            if factor == GUESSABLE:
                await self._blame(person)
            raise
        await self._store.remove(KIND, session)

    async def _begin(self, id: str, free: int) -> None:
        """Counted as a failure before it is known to be one: what guesses a hundred times at once
        is counted a hundred times, or refused."""
        record = await self._read(id)
        if (wait := _wait(record, free) - self._now()) > 0:
            raise _limited(wait)
        try:
            await self._store.write(self._one_more(record))
        except Conflict:
            raise _limited(1) from None

    async def _blame(self, person: str) -> None:
        for _ in range(MOST):  # whoever loses more often than that knows that MOST are counted
            try:
                await self._store.write(self._one_more(await self._read(person)))
            except Conflict:
                continue
            return

    async def _read(self, id: str) -> Record:
        found = await self._store.read(KIND, id)
        return found or Record(KIND, id, {"failures": 0, "last": 0.0})

    def _one_more(self, record: Record) -> Record:
        now = self._now()
        body = {"failures": record.body["failures"] + 1, "last": now}
        return replace(record, body=body, expires_at=record.expires_at or now + REMEMBERED)


def _wait(record: Record, free: int) -> float:
    """Until when, in Unix seconds."""
    over = record.body["failures"] - free
    if over < 0:
        return 0.0
    # The exponent is bounded, or it would not fit into a float some day.
    wait = min(SHORTEST * 2 ** min(over, 16), LONGEST)
    return float(record.body["last"] + wait)


def _limited(seconds: float) -> Refused:
    return Refused("attempts-limited", "attempts", {"Retry-After": f"{math.ceil(seconds)}"})
