"""A session as the guard sees it: a credential that a browser sends by itself."""

from starlette.requests import HTTPConnection

from ..principal import Principal
from . import cookies
from .csrf import Csrf
from .sessions import Sessions


class SessionCookie:
    def __init__(self, sessions: Sessions, csrf: Csrf) -> None:
        self._sessions = sessions
        self._csrf = csrf

    def given(self, request: HTTPConnection) -> list[str]:
        return cookies.given(request.headers, cookies.SESSION)

    async def prove(self, presented: str, request: HTTPConnection) -> Principal:
        principal, rotated = await self._sessions.authenticate(presented)
        if rotated:
            # First of all: whatever else is refused, the old value is about to end.
            cookies.set_later(request.scope, cookies.cookie(cookies.SESSION, rotated))
        self._csrf.require(principal, request)
        return principal
