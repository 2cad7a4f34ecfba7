"""The mock: every request is judged, and answered as the document promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from goldenpath_gates.contracts.document import Document, DocumentError
from goldenpath_gates.contracts.mock import prefer, promises, refusal
from goldenpath_gates.contracts.mock.answers import Answers
from goldenpath_gates.contracts.mock.media import EVENTS
from goldenpath_gates.contracts.mock.negative import Negative
from goldenpath_gates.contracts.mock.operations import METHODS, Operation, operations
from goldenpath_gates.contracts.mock.prefer import Wish
from goldenpath_gates.contracts.mock.promises import Promise
from goldenpath_gates.contracts.mock.refusal import Refusal
from goldenpath_gates.contracts.mock.requests import Judge
from goldenpath_gates.contracts.mock.routes import Routes
from goldenpath_gates.contracts.mock.samples import Samples, schemas
from goldenpath_gates.contracts.mock.security import Security
from goldenpath_gates.contracts.mock.texts import Reader
from goldenpath_gates.model_stub.app import capped_body, left

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Mock:
    routes: Routes
    judge: Judge
    answers: Answers
    seed: int
    negative: Negative | None
    turns: count[int] = field(default_factory=count)

    async def __call__(self, request: Request) -> Response:
        path = request.scope.get("raw_path", b"").decode("ascii", "replace")
        body, excess = b"", False
        try:
            body = await capped_body(request)
        except HTTPException:
            excess = True
        try:
            operation, slots = self._operation(path, request.method)
        except Refusal as refused:
            return problem(refused.statuses[0], refused)
        try:
            return self._answered(operation, request, slots, None if excess else body)
        except Refusal as refused:
            return problem(refused.statuses[0] if refused.statuses else 400, refused)
        except DocumentError as error:
            return problem(500, Refusal((500,), "The contract cannot be mocked", str(error)))

    def _operation(self, path: str, method: str) -> tuple[Operation, dict[str, str]]:
        found = self.routes.find(path)
        if found is None:
            raise refusal.no_path(path)
        route, slots = found
        operation = route.methods.get(method.lower())
        if operation is None:
            raise refusal.no_method(method, ", ".join(each.upper() for each in route.methods))
        return operation, slots

    def _answered(
        self,
        operation: Operation,
        request: Request,
        slots: Mapping[str, str],
        body: bytes | None,
    ) -> Response:
        accept = request.headers.get("accept", "*/*")
        if self.negative and (turn := self.negative.next(operation)):
            promise, wish = turn
            return self._promised(promise, "*/*", wish, request, _told(promise))
        wish = prefer.parse(request.headers.get("prefer", ""))
        try:
            if body is None:
                raise refusal.too_large("the mock reads no body of that size")
            read = self.judge.judge(operation, request, slots, body)
            promise = _wished(operation, wish)
            if isinstance(read, dict) and read.get("stream") is True and _streams(promise):
                accept = EVENTS
            return self._promised(promise, accept, wish, request, _told(promise))
        except Refusal as refused:
            return self._refused(operation, refused, request)

    def _refused(self, operation: Operation, refused: Refusal, request: Request) -> Response:
        """As the operation documents such an error, else as a plain problem."""
        documented = (promises.at(operation, status) for status in refused.statuses)
        exact = [each for each in documented if each]
        exact.sort(key=lambda each: not each.key.isdigit())
        if not exact:
            raise refused
        told = _told(exact[0]) | {"title": refused.title, "detail": refused.detail}
        answer = self._promised(exact[0], "*/*", Wish(), request, told)
        for name, value in refused.headers.items():
            answer.headers.setdefault(name, value)
        return answer

    def _promised(
        self,
        promise: Promise,
        accept: str,
        wish: Wish,
        request: Request,
        told: Mapping[str, Any],
    ) -> Response:
        turn = next(self.turns) if wish.dynamic else ""
        seed = f"{self.seed} {request.method} {request.url.path} {promise.status} {turn}"
        return self.answers.answer(promise, accept, wish, seed, told)


def _wished(operation: Operation, wish: Wish) -> Promise:
    if wish.code is None:
        return promises.success(operation)
    promise = promises.at(operation, int(wish.code))
    if promise is None:
        known = ", ".join(operation.responses)
        detail = f"{operation.name} documents no {wish.code}, it documents {known}"
        raise refusal.wrong_wish(detail)
    return promise


def _told(promise: Promise) -> dict[str, Any]:
    """What a problem document (RFC 9457) says of itself, where the error is one."""
    if promise.status < 400:
        return {}
    titles = {each.value: each.phrase for each in HTTPStatus}
    title = titles.get(promise.status, "Error")
    return {"type": "about:blank", "title": title, "status": promise.status}


def _streams(promise: Promise) -> bool:
    return any(media.lower().startswith(EVENTS) for media, _ in promise.media())


def problem(status: int, refused: Refusal) -> Response:
    """RFC 9457, where the document says nothing."""
    body = {"type": "about:blank", "title": refused.title, "status": status,
            "detail": refused.detail}  # fmt: skip
    return JSONResponse(body, status, dict(refused.headers), PROBLEM)


def build(document: Document, *, seed: int, negative: str | None) -> tuple[Starlette, int]:
    """The application, and how many operations it serves. Raises DocumentError."""
    found = operations(document)
    mock = Mock(
        routes=Routes(found),
        judge=Judge(Reader(schemas(document, "accepted")), Security(document)),
        answers=Answers(Samples(document, "response")),
        seed=seed,
        negative=Negative(negative) if negative else None,
    )
    route = Route("/{path:path}", mock.__call__, methods=[each.upper() for each in METHODS])
    return Starlette(routes=[route], exception_handlers={ClientDisconnect: left}), len(found)
