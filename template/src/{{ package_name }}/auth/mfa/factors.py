"""The second factors of a person: one record, so that whatever changes them changes them whole.

Its body holds `factors` by id and `recovery_codes`, hashed. Its owner is the tenant, so that an
administrator can have all secrets of the tenant sealed again.
"""

import secrets
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any, Literal, TypeVar

from ..principal import Principal
from ..refusals import Refused
from ..step_up import require_fresh, require_step_up
from ..store import Conflict, Record, Store
from .refusals import wrong

KIND = "factors"
MOST = 10
ATTEMPTS = 10

Body = dict[str, Any]
T = TypeVar("T")


class Factors:
    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now

    async def of(self, principal: Principal) -> Body:
        return _body(await self._store.read(KIND, person_of(principal)))

    async def of_tenant(self, tenant: str) -> dict[str, Body]:
        """Those of everybody there, by person."""
        return {record.id: _body(record) for record in await self._store.owned(KIND, tenant)}

    async def change(self, principal: Principal, change: Callable[[Body], T]) -> T:
        return await self.change_of(person_of(principal), principal.tenant, change)

    async def change_of(self, person: str, tenant: str, change: Callable[[Body], T]) -> T:
        """Do to the body what `change` does, and return what it returns. Of two requests at once
        the second meets what the first has left; what `change` raises leaves all as it was."""
        for _ in range(ATTEMPTS):
            stood = await self._store.read(KIND, person)
            body = _body(stood)
            result = change(body)
            record = stood or Record(KIND, person, {}, owner=tenant)
            try:
                await self._store.write(replace(record, body=body))
            except Conflict:
                continue
            return result
        raise wrong("factors-busy")

    def require_may_add(self, body: Body, principal: Principal) -> None:
        """Raise Refused for a session that has not shown what there is to show, or has just begun
        where there is nothing yet: otherwise a stolen one could bring a factor of its own."""
        if body["factors"] or body["recovery_codes"]:
            require_step_up(principal, self._now)
        else:
            require_fresh(principal, self._now)
        if len(body["factors"]) >= MOST:
            raise Refused("invalid-request", "factors-full")

    def add(
        self, body: Body, principal: Principal, id: str, kind: Literal["totp", "passkey"], **of: Any
    ) -> None:
        self.require_may_add(body, principal)
        created = {"kind": kind, "created_at": int(self._now()), "last_used_at": None}
        body["factors"][id] = created | of

    async def remove(self, principal: Principal, factor_id: str) -> None:
        def change(body: Body) -> None:
            if body["factors"].pop(factor_id, None) is None:
                raise Refused("not-found", "factor-unknown")

        await self.change(principal, change)


def person_of(principal: Principal) -> str:
    """No tenant's name has a colon in it, so no two people share one."""
    return f"{principal.tenant}:{principal.subject}"


def new_id() -> str:
    return secrets.token_hex(8)


def of_kind(body: Body, kind: str) -> dict[str, dict[str, Any]]:
    return {id: factor for id, factor in body["factors"].items() if factor["kind"] == kind}


def _body(record: Record | None) -> Body:
    if record is None:
        return {"factors": {}, "recovery_codes": []}
    return deepcopy(dict(record.body))
