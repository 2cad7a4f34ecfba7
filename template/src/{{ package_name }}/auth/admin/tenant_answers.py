"""Answers within what the tenant has chosen and may spend, around the service that makes them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from ...answers import AnswerService
from ...callers import Caller
from ...model import Delta, Usage, estimated_tokens
from ...prices import Price
from ...recipes import Recipe
from ...schemas import Answer
from ..audit import Audit
from ..refusals import Refused
from .budget import Budget
from .routing import Routing


class TenantAnswers:
    def __init__(
        self,
        service: AnswerService,
        recipe_of: Callable[[Caller], Recipe],
        prices: Mapping[str, Price],
        routing: Routing,
        budget: Budget,
        audit: Audit,
    ) -> None:
        self._service = service
        self._recipe_of = recipe_of
        self._prices = prices
        self._routing = routing
        self._budget = budget
        self._audit = audit
        self._counting: set[asyncio.Task[None]] = set()

    async def answer(self, question: str, caller: Caller) -> Answer:
        """Raise Refused where the budget is spent, and ModelError if the model fails."""
        await self._begin(caller)
        answer = await self._service.answer(question, caller)
        await self._budget.spend(caller.tenant, answer.cost_usd)
        return answer

    async def stream(self, question: str, caller: Caller) -> AsyncGenerator[Delta | Answer, None]:
        await self._begin(caller)
        written: int | None = 0
        try:
            async with aclosing(self._service.stream(question, caller)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Answer):
                        written = None
                        await self._budget.spend(caller.tenant, piece.cost_usd)
                    elif written is not None:
                        written += len(piece.text)
                    yield piece
        finally:
            if written:
                self._count_cut(question, caller, written)

    async def _begin(self, caller: Caller) -> None:
        try:
            await self._budget.require_left(caller.tenant)
        except Refused as refused:
            self._audit.record("answer", "refused", refused.reason, tenant=caller.tenant)
            raise
        await self._routing.refresh(caller.tenant)

    def _count_cut(self, question: str, caller: Caller, written: int) -> None:
        """Whoever goes away before the end has read it all the same: about what it has cost. In a
        task of its own, for this one is being cancelled."""
        recipe = self._recipe_of(caller)
        asked = len(question) + sum(len(part.text) for part in recipe.prompt.parts)
        usage = Usage(estimated_tokens(asked), estimated_tokens(written))
        usd = float(self._prices[recipe.model.name].cost(usage))
        task = asyncio.create_task(self._budget.spend(caller.tenant, usd))
        self._counting.add(task)
        task.add_done_callback(self._counting.discard)
