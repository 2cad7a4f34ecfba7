"""Turns a factor that fits into a session that may do more."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from ..audit import Audit
from ..login.cookies import SESSION, cookie, set_later
from ..login.sessions import Sessions
from ..principal import Principal
from ..step_up import ACR
from .attempts import Attempts
from .schemas import Proved


class StepUp:
    def __init__(self, sessions: Sessions, attempts: Attempts, audit: Audit) -> None:
        self._sessions = sessions
        self._attempts = attempts
        self._audit = audit

    async def by(
        self,
        request: Request,
        principal: Principal,
        factor: str,
        prove: Callable[[], Awaitable[str]],
    ) -> Proved:
        """`prove` returns what RFC 8176 calls the factor that fits; raise Refused."""
        with self._audit.of(f"{factor}-verified", principal):
            async with self._attempts.attempt(principal, factor):
                amr = {"mfa", await prove()}
            value = await self._sessions.step_up(principal, amr, ACR)
        set_later(request.scope, cookie(SESSION, value))
        return Proved(acr=ACR, amr=sorted(principal.amr | amr))
