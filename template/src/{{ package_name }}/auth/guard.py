"""Asks of every request who sends it and whether they may, before anything else reads it."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .access import NOBODY, PUBLIC, ROUTES, Access
from .audit import Audit
from .principal import Principal
from .rate_limit import RateLimit
from .refusals import Refused, insufficient
from .step_up import require_step_up
from .store import Unavailable
from .telling import away, told

POLICY_VIOLATION = 1008


class Credential(Protocol):
    """A way to prove who one is."""

    def given(self, request: HTTPConnection) -> Sequence[str]:
        """Return what a request brings of this kind, as it stands there."""
        ...

    async def prove(self, presented: str, request: HTTPConnection) -> Principal:
        """Raise Refused where it proves nothing."""
        ...


class Guard:
    def __init__(
        self, app: ASGIApp, credentials: Sequence[Credential], limit: RateLimit, audit: Audit
    ) -> None:
        self.app = app
        self.credentials = credentials
        self.limit = limit
        self.audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # no row of the table says who may open one
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        name = route_name(scope) if scope["type"] == "http" else None
        access = ROUTES.get(name, NOBODY) if name else PUBLIC
        if access.open:  # or no path of ours: it is answered with 404 or 405
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        principal: Principal | None = None
        try:
            principal = await self.proved(request)
            scope.setdefault("state", {})["principal"] = principal
            await self.limit.take(principal)
            require(access, principal, request)
        except Refused as refused:
            self.audit.record(
                name or "", "refused", refused.reason, principal=principal, **_said(request)
            )
            await told(refused)(scope, receive, _with_cookies(scope, send))
            return
        self.audit.record(name or "", "allowed", principal=principal, **_said(request))
        await self.app(scope, receive, _with_cookies(scope, send))

    async def proved(self, request: HTTPConnection) -> Principal:
        """Raise Refused unless there is one credential, and it proves who sends this."""
        found = [(by, text) for by in self.credentials for text in by.given(request)]
        if not found:
            raise Refused("unauthenticated", "no-credential")
        if len(found) > 1:
            raise Refused("unauthenticated", "two-credentials")
        credential, presented = found[0]
        try:
            return await credential.prove(presented, request)
        except Unavailable:
            raise away() from None


def require(access: Access, principal: Principal, request: HTTPConnection) -> None:
    """Raise Refused unless this route is for those who ask."""
    if principal.kind not in access.kinds:
        raise Refused("wrong-credential", "wrong-kind")
    if any(tenant != principal.tenant for tenant in request.headers.getlist("x-tenant")):
        raise Refused("tenant-mismatch", "other-tenant")
    if access.scope and access.scope not in principal.scopes:
        raise insufficient(access.scope)
    if access.step_up:
        require_step_up(principal)


def route_name(scope: Scope) -> str | None:
    """Return what the table calls a route; None where the application knows no such path."""
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    for route in scope["app"].routes:
        if route.matches(scope)[0] is Match.FULL:
            return f"{method} {route.path}"
    return None


def unlisted(routes: Iterable[BaseRoute]) -> list[str]:
    """The routes of an application that the table does not know; there must be none."""
    names = (
        f"{method} {getattr(route, 'path', '')}"
        for route in routes
        for method in sorted((getattr(route, "methods", None) or {"ANY"}) - {"HEAD"})
    )
    return [name for name in names if name not in ROUTES or name.startswith("ANY ")]


def _said(request: HTTPConnection) -> dict[str, str]:
    return {"address": request.client.host if request.client else ""}


def _with_cookies(scope: Scope, send: Send) -> Callable[[Message], Awaitable[None]]:
    """What a session has to tell the browser goes along with the answer."""

    async def send_with_cookies(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for cookie in scope.get("state", {}).get("cookies", ()):
                headers.append("set-cookie", cookie)
        await send(message)

    return send_with_cookies
