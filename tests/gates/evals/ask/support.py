"""A service that misbehaves on demand, on loopback, in this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from goldenpath_gates.evals.ask.run import ask
from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.record import Answer, Record
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.model_stub.server import bind, make_server, url_of
from goldenpath_gates.service import Running
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

PROBLEM = {"title": "Model \x1b[31mrefused", "status": 502}
BODIES = {
    "nan": b'{"answer": "a", "cost_usd": NaN}',
    "infinite": b'{"answer": "a", "cost_usd": 1e999}',
    "surrogate": b'{"answer": "\\ud800"}',
    "deep": b"[" * 100_000,
    "latin": b'{"answer": "\xe4"}',
    "huge": b" " * (4 * 1024 * 1024 + 1),
}


class Fake:
    """Does what the question says; counts what comes."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.bodies: list[Any] = []
        self.now = self.most = 0

    async def answers(self, request: Request) -> Response:
        body = await request.json()
        self.headers.append(dict(request.headers))
        self.bodies.append(body)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self.answer(str(body.get("question", "")))
        finally:
            self.now -= 1

    async def answer(self, question: str) -> Response:
        word, _, rest = question.partition(" ")
        if word in ("busy", "limited") and self.times(question) <= int(rest.split()[0]):
            return JSONResponse({}, 503 if word == "busy" else 429, {"retry-after": "0.01"})
        if word == "slow":
            await asyncio.sleep(float(rest))
        if word == "problem":
            return JSONResponse(PROBLEM, 502, media_type="application/problem+json")
        if word == "html":
            return HTMLResponse("<p>Gateway</p>")
        if word == "redirect":
            return Response(status_code=307, headers={"location": "/v1/answers"})
        if word in BODIES:
            return Response(BODIES[word], media_type="application/json")
        return JSONResponse({"answer": question, "model": "fake"})

    def times(self, question: str) -> int:
        return sum(body.get("question") == question for body in self.bodies)


class Alive:
    """A process that does not end."""

    returncode = None

    def poll(self) -> None:
        return None


@contextmanager
def serving(fake: Fake) -> Iterator[Running]:
    app = Starlette(routes=[Route("/v1/answers", fake.answers, methods=["POST"])])
    server = make_server(app)
    with bind("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Running(url_of(listener), cast("Any", Alive()))
        finally:
            server.should_exit = True
            thread.join()


def case(question: Any, id: str = "c-1", **fields: Any) -> Case:
    return Case(id, question, fields.pop("expected", Expected()), **fields)


def cases(*questions: Any) -> list[Case]:
    return [case(question, f"c-{number}") for number, question in enumerate(questions, 1)]


def kept(case: Case, answers: Sequence[Answer]) -> Record:
    """A record with the answers' texts and the first error."""
    error = next((answer.error for answer in answers if answer.error), None)
    return Record(case.id, "", case.input, texts=tuple(a.text for a in answers), error=error)


def asked(
    running: Running,
    questions: Sequence[Case],
    settings: Eval | None = None,
    score: Callable[[Case, Sequence[Answer]], Record] = kept,
) -> list[Record]:
    return list(ask(questions, running, settings or Eval(concurrency=8), score))
