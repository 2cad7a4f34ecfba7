"""The routes for the keys that seal secrets: their ids and ages, never a value."""

from datetime import UTC, datetime

from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, Field

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..routes import NEVER_STORED, Asks
from .rewrap import Rewrap


class SealingKey(BaseModel):
    id: str
    newest: bool = Field(description="this one seals, the others only open")
    seen_at: AwareDatetime = Field(description="when the service first told of it")
    sealed: int = Field(description="how many secrets of the tenant it seals")


class SealingKeys(BaseModel):
    keys: list[SealingKey]


class Rewrapped(BaseModel):
    rewrapped: int = Field(description="how many secrets the newest key seals now")
    lost: int = Field(description="how many no key opens")


def add_secrets(app: FastAPI, rewrap: Rewrap, audit: Audit) -> None:
    @app.get("/v1/admin/secrets", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def list_secrets(asks: Asks) -> SealingKeys:
        with audit.of("secrets-listed", asks):
            found = await rewrap.keys(asks.tenant)
        return SealingKeys(
            keys=[
                SealingKey(
                    id=key.id,
                    newest=key.newest,
                    seen_at=datetime.fromtimestamp(key.seen_at, UTC),
                    sealed=key.sealed,
                )
                for key in found
            ]
        )

    @app.post(
        "/v1/admin/secrets/rewrap",
        dependencies=NEVER_STORED,
        responses=documented(*LIMITED_ROUTE),
    )
    async def rewrap_secrets(asks: Asks) -> Rewrapped:
        with audit.of("secrets-rewrapped", asks):
            done, lost = await rewrap.all_of(asks.tenant)
        return Rewrapped(rewrapped=done, lost=lost)
