"""Answers that are given again for a while, and one call where many ask the same at once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any

from cachetools import TTLCache

from . import names
from .evaluation import answer_id
from .schemas import Answer, TokenUsage
from .telemetry import Telemetry

MOST_ANSWERS = 1000


class AnswerCache:
    def __init__(self, seconds: float, telemetry: Telemetry) -> None:
        self._kept: TTLCache[Hashable, Answer] = TTLCache(MOST_ANSWERS, seconds)
        self._under_way: dict[Hashable, asyncio.Task[Answer]] = {}
        self._telemetry = telemetry

    async def answer(
        self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Answer]]
    ) -> tuple[Answer, str]:
        """Return the answer to this key, made at most once at a time, and what was known of it."""
        outcome = names.HIT
        if (answer := self._kept.get(key)) is None:
            outcome = names.JOINED if key in self._under_way else names.MISS
        self._telemetry.cache(outcome)
        if answer is None:
            # Whoever goes away does not take the answer away from those who wait for it.
            answer = await asyncio.shield(self._under_way.get(key) or self._begin(key, make))
        return (answer if outcome is names.MISS else _again(answer)), outcome

    def _begin(
        self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Answer]]
    ) -> asyncio.Task[Answer]:
        task = self._under_way[key] = asyncio.create_task(make())
        task.add_done_callback(partial(self._end, key))
        return task

    def _end(self, key: Hashable, task: asyncio.Task[Answer]) -> None:
        del self._under_way[key]
        if not task.cancelled() and task.exception() is None:
            self._kept[key] = task.result()


def _again(answer: Answer) -> Answer:
    """The same answer, for nothing."""
    usage = TokenUsage(input_tokens=0, output_tokens=0)
    return answer.model_copy(update={"id": answer_id(), "usage": usage, "cost_usd": 0.0})
