"""The routes that begin and end a session, and what each can return."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from starlette.responses import RedirectResponse, Response

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..principal import Principal
from ..refusals import Refused
from ..routes import NEVER_STORED, Asks
from . import cookies
from .flow import LONGEST_NEXT, NEXT, STATE_SECONDS, Finished
from .parts import Login
from .provider_logout import add_provider_logout
from .sessions import NewSession

NO_STORE = {"cache-control": "no-store"}
LOGIN_PROBLEMS = ("invalid-token", "invalid-request", "identity-unavailable", *LIMITED_ROUTE)
ELSEWHERE: dict[int | str, dict[str, Any]] = {
    303: {
        "description": "Go there.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}
# Checked by hand, so that a refusal is on record.
Next = Annotated[
    str,
    Query(
        description="Where to go after the login: a path of this service.",
        json_schema_extra={"pattern": f"^{NEXT}$", "maxLength": LONGEST_NEXT},
    ),
]
ANSWER = {
    "parameters": [
        {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}
        for name, description in (
            ("state", "As the login began with it."),
            ("code", "What the provider gives tokens for, once."),
            ("iss", "Which provider answers (RFC 9207)."),
            ("error", "Why there is no code."),
        )
    ]
}


class SessionInfo(BaseModel):
    subject: str
    tenant: str
    scopes: list[str]
    acr: str
    amr: list[str]
    auth_time: AwareDatetime | None = Field(description="when they last proved who they are")
    expires_at: AwareDatetime
    csrf_token: str = Field(description="to be sent as `x-csrf-token` with what changes something")


class LoggedOut(BaseModel):
    end_session_url: str | None = Field(description="where to go to log out at the provider, too")


def add_login(app: FastAPI, login: Login, audit: Audit) -> None:
    _add_entry(app, login, audit)
    _add_session(app, login)
    add_provider_logout(app, login.logout_tokens, login.devices, audit)


def _add_entry(app: FastAPI, login: Login, audit: Audit) -> None:
    @app.get(
        "/auth/login",
        status_code=303,
        response_class=Response,
        responses={**ELSEWHERE, **documented(*LOGIN_PROBLEMS)},
    )
    async def begin_login(request: Request, next: Next = "/", step_up: bool = False) -> Response:
        """Send the browser to the provider; with `step_up` it asks for more than a password."""
        try:
            url, begun = await login.flow.begin(next, step_up)
        except Refused as refused:
            audit.record("login", "refused", refused.reason, address=_address(request))
            raise
        cookie = cookies.cookie(cookies.LOGIN, begun, STATE_SECONDS)
        return RedirectResponse(url, 303, {**NO_STORE, "set-cookie": cookie})

    @app.get(
        "/auth/callback",
        status_code=303,
        response_class=Response,
        responses={**ELSEWHERE, **documented(*LOGIN_PROBLEMS)},
        openapi_extra=ANSWER,
    )
    async def finish_login(request: Request) -> Response:
        """Take what the provider answers, and begin a session."""
        try:
            sealed = cookies.given(request.headers, cookies.LOGIN)
            finished = await login.flow.finish(sealed, _answer(request))
        except Refused as refused:
            audit.record("login", "refused", refused.reason, address=_address(request))
            raise
        return await _logged_in(request, login, finished, audit)


async def _logged_in(request: Request, login: Login, finished: Finished, audit: Audit) -> Response:
    person = finished.person
    new = NewSession(
        person,
        frozenset(login.scopes_of(person.roles)),
        finished.tokens,
        request.headers.get("user-agent", ""),
        _address(request),
    )
    value = await login.sessions.open(new)
    # What this browser had before, whoever planted it there, ends: nothing of it is taken over.
    for before in cookies.given(request.headers, cookies.SESSION):
        await login.devices.replaced(await login.sessions.of_cookie(before))
    address = _address(request)
    audit.record("login", "allowed", subject=person.subject, tenant=person.tenant, address=address)
    response = RedirectResponse(finished.next, 303, NO_STORE)
    response.headers.append("set-cookie", cookies.cookie(cookies.SESSION, value))
    response.headers.append("set-cookie", cookies.gone(cookies.LOGIN))
    return response


def _add_session(app: FastAPI, login: Login) -> None:
    @app.get("/auth/session", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def session(asks: Asks) -> SessionInfo:
        family = await login.sessions.family(asks)
        return SessionInfo(
            subject=asks.subject,
            tenant=asks.tenant,
            scopes=sorted(asks.scopes),
            acr=asks.acr,
            amr=sorted(asks.amr),
            auth_time=None if asks.auth_time is None else moment(asks.auth_time),
            expires_at=moment(family.expires_at),
            csrf_token=login.csrf.token(asks),
        )

    @app.post("/auth/logout", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def logout(request: Request, asks: Asks) -> LoggedOut:
        url = await _end_session_url(login, asks)
        await login.devices.revoke(asks, asks.credential)
        cookies.set_later(request.scope, cookies.gone(cookies.SESSION))
        return LoggedOut(end_session_url=url)


async def _end_session_url(login: Login, asks: Principal) -> str | None:
    try:
        family = await login.sessions.family(asks)
        id_token = login.refresh.opened(family).id_token
    except Refused:  # it ends here all the same
        return None
    return await login.provider.logout_url(id_token)


def _answer(request: Request) -> dict[str, str]:
    pairs = request.query_params.multi_items()
    answer = dict(pairs)
    if len(answer) < len(pairs):  # of two, each of us could take another one
        raise Refused("invalid-request", "login-parameters")
    return answer


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
