"""The routes for what a tenant may spend."""

from fastapi import FastAPI
from pydantic import BaseModel, Field

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..routes import BODY_PROBLEMS, NEVER_STORED, Asks, StrictBody
from .budget import Budget, Standing


class NewBudget(StrictBody):
    usd_per_month: float | None = Field(ge=0, le=1_000_000, description="null: without an end")


class BudgetState(BaseModel):
    month: str = Field(description="in UTC", examples=["2026-11"])
    usd_per_month: float | None
    spent_usd: float


def add_budget(app: FastAPI, budget: Budget, audit: Audit) -> None:
    @app.get("/v1/admin/budget", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def read_budget(asks: Asks) -> BudgetState:
        with audit.of("budget-read", asks):
            return _state(await budget.standing(asks.tenant))

    @app.put("/v1/admin/budget", dependencies=NEVER_STORED, responses=documented(*BODY_PROBLEMS))
    async def change_budget(body: NewBudget, asks: Asks) -> BudgetState:
        with audit.of("budget-changed", asks) as said:
            said["usd_per_month"] = f"{body.usd_per_month}"
            await budget.change(asks.tenant, body.usd_per_month)
            return _state(await budget.standing(asks.tenant))


def _state(standing: Standing) -> BudgetState:
    return BudgetState(
        month=standing.month,
        usd_per_month=standing.usd_per_month,
        spent_usd=standing.spent_usd,
    )
