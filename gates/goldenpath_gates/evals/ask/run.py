"""Asks the service all cases of a stream and hands on their records in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask.client import Client, ServiceEnded, connections
from goldenpath_gates.evals.ask.window import Window
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer, Record
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.service import Running

GIVE_UP = 50
"""Errors in a row: the run is incomplete anyway, and a service that hangs costs a timeout each."""

Score = Callable[[Case, Sequence[Answer]], Record]
"""From the answers of a case, one per repeat; called from several threads at a time."""


def ask(
    cases: Iterable[Case],
    running: Running,
    settings: Eval,
    score: Score,
    *,
    repeats: int | None = None,
) -> Iterator[Record]:
    """A record per case, in their order; a case without an answer has its `error`.

    Memory does not grow with the number of cases. Raises IncompleteError as soon as the service
    has ended, or many cases in a row have errors, and whatever `cases` and `score` raise.
    """
    times = settings.repeats if repeats is None else repeats
    answered = errors = 0
    with asyncio.Runner() as runner:
        work = _Work(running, settings, score, times)
        window = runner.run(work.start(cases))
        try:
            while batch := runner.run(window.batch()):
                for record in batch:
                    yield record
                    answered += 1
                    errors = errors + 1 if record.error else 0
                    _require_some_sense(errors, record)
        except ServiceEnded:
            raise IncompleteError(
                f"the service ended with exit code {running.child.returncode} after "
                f"{answered} cases were answered{running.said()}"
            ) from None
        finally:
            runner.run(work.stop(window))


def _require_some_sense(errors: int, last: Record) -> None:
    if errors == GIVE_UP:
        raise IncompleteError(
            f"{errors} cases in a row have errors; the last one is {last.id}: {last.error}"
        )


class _Work:
    def __init__(self, running: Running, settings: Eval, score: Score, repeats: int) -> None:
        self.http = connections(settings)
        self.client = Client(self.http, running, settings)
        self.width = settings.concurrency
        self.score, self.repeats = score, repeats

    async def start(self, cases: Iterable[Case]) -> Window[Case, Record]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(self.width))
        return Window(cases, self.one, self.width)

    async def one(self, case: Case) -> Record:
        answers = [await self.client.ask(case, repeat + 1) for repeat in range(self.repeats)]
        # In a thread: a judge asks a model and would hold up every other case.
        return await asyncio.to_thread(self.score, case, answers)

    async def stop(self, window: Window[Case, Record]) -> None:
        await window.close()
        await self.http.aclose()
