"""The routes for a person's own sessions, and what each can return."""

from typing import Annotated

from fastapi import FastAPI, Path, Request
from pydantic import AwareDatetime, BaseModel, Field

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..refusals import Refused
from ..routes import NEVER_STORED, Asks
from . import cookies
from .devices import Devices
from .families import Family
from .login_routes import moment

SessionId = Annotated[str, Path(max_length=64, description="As GET /v1/sessions names it.")]


class Device(BaseModel):
    id: str
    current: bool = Field(description="whether it is the session that asks")
    created_at: AwareDatetime
    seen_at: AwareDatetime = Field(description="at most a minute late")
    expires_at: AwareDatetime
    user_agent: str
    address: str


class DeviceList(BaseModel):
    sessions: list[Device]


def add_devices(app: FastAPI, devices: Devices, audit: Audit) -> None:
    @app.get("/v1/sessions", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def list_sessions(asks: Asks) -> DeviceList:
        families = await devices.of(asks)
        return DeviceList(sessions=[_device(each, asks.credential) for each in families])

    @app.delete(
        "/v1/sessions/{session_id}",
        status_code=204,
        responses=documented("not-found", "invalid-request", *LIMITED_ROUTE),
    )
    async def end_session(session_id: SessionId, request: Request, asks: Asks) -> None:
        with audit.of("device-revoked", asks) as said:
            said["session"] = session_id
            if not await devices.revoke(asks, session_id):
                raise Refused("not-found", "session-unknown")
        if session_id == asks.credential:
            cookies.set_later(request.scope, cookies.gone(cookies.SESSION))


def _device(family: Family, current: str) -> Device:
    return Device(
        id=family.id,
        current=family.id == current,
        created_at=moment(family.created_at),
        seen_at=moment(family.seen_at),
        expires_at=moment(family.expires_at),
        user_agent=family.user_agent,
        address=family.address,
    )
