"""The routes for what a tenant's answers are made with."""

from collections.abc import Callable

from fastapi import FastAPI
from pydantic import BaseModel, Field

from ...api import LIMITED_ROUTE
from ...callers import Caller
from ...flag_file import Choice
from ...problems import documented
from ..audit import Audit
from ..principal import Principal
from ..routes import BODY_PROBLEMS, NEVER_STORED, Asks, StrictBody
from .catalogue import Catalogue
from .routing import Routing

Name = Field(None, max_length=256, description="one of `loaded`; null: as the flags say")


class Chosen(StrictBody):
    prompt: str | None = Name
    model: str | None = Name
    knowledge_index: str | None = Name


class Stands(BaseModel):
    prompt: str
    model: str = Field(description="empty: the one that settings or prompt name")
    knowledge_index: str
    cheap_mode: bool


class RoutingState(BaseModel):
    loaded: dict[str, list[str]] = Field(description="what can be chosen, by name")
    chosen: Chosen = Field(description="what this tenant has chosen")
    stands: Stands = Field(description="what its next answer is made with")


def add_routing(
    app: FastAPI,
    routing: Routing,
    catalogue: Catalogue,
    choose: Callable[[Caller], Choice],
    audit: Audit,
) -> None:
    """`choose` is what the flags say of a caller."""

    async def state(asks: Principal) -> RoutingState:
        await routing.refresh(asks.tenant)
        stands = routing.choice(asks.tenant, choose(Caller(asks.tenant, asks.cohort)))
        return RoutingState(
            loaded=catalogue.choices,
            chosen=Chosen(**await routing.chosen(asks.tenant)),
            stands=Stands(**stands._asdict()),
        )

    @app.get("/v1/admin/routing", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def read_routing(asks: Asks) -> RoutingState:
        with audit.of("routing-read", asks):
            return await state(asks)

    @app.put(
        "/v1/admin/routing",
        dependencies=NEVER_STORED,
        responses=documented("not-found", *BODY_PROBLEMS),
    )
    async def change_routing(body: Chosen, asks: Asks) -> RoutingState:
        wanted = body.model_dump()
        with audit.of("routing-changed", asks) as said:
            said.update(_told(wanted))
            await routing.choose_for(asks.tenant, wanted)
            return await state(asks)


def _told(wanted: dict[str, str | None]) -> dict[str, str]:
    return {name: value or "" for name, value in wanted.items()}
