"""The routes, and what each can return."""

import time
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from . import sse
from .answers import AnswerService
from .problems import documented, problem_response
from .schemas import Answer, Question, Status
from .telemetry import Telemetry

if TYPE_CHECKING:  # loaded only where traffic is mirrored
    from .shadow import Shadow

EVENTS = "events `delta` (text), then `done` (the answer's other fields) or `error` (a problem)"
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": f"The answer; with `stream`: {EVENTS}.",
        "content": {sse.MEDIA_TYPE: {}},
    }
}
METRICS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Metrics in the Prometheus text format.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}
ANY_ROUTE = ("internal-error", "request-timeout")
ANSWER_PROBLEMS = (
    "malformed-body",
    "invalid-evaluation",
    "body-too-large",
    "unsupported-media-type",
    "invalid-request",
    "context-length-exceeded",
    "model-failed",
    "model-refused",
    "model-unreachable",
    "model-bad-reply",
    "model-unpriced",
    "model-rate-limited",
    "model-timeout",
)


def add_answers(
    app: FastAPI, service: AnswerService, stream_seconds: float, shadow: "Shadow | None"
) -> None:
    @app.post(
        "/v1/answers",
        response_model=Answer,
        responses={**ANSWER, **documented(*ANSWER_PROBLEMS, *ANY_ROUTE)},
    )
    async def answer(body: Question, request: Request) -> Response:
        if body.stream:
            return await sse.event_stream(service.stream(body.question), stream_seconds)
        started = time.perf_counter()
        answered = await service.answer(body.question)
        if shadow:
            seconds = time.perf_counter() - started
            shadow.offer(request.headers, body.question, answered, seconds)
        # The answer is checked already; FastAPI would check and copy it once more.
        return Response(answered.model_dump_json(), media_type="application/json")


def add_operations(app: FastAPI, telemetry: Telemetry) -> None:
    @app.get("/healthz", responses=documented(*ANY_ROUTE))
    async def healthz() -> Status:
        return Status(status="ok")

    @app.get("/readyz", response_model=Status, responses=documented("not-ready", *ANY_ROUTE))
    async def readyz(request: Request) -> Status | Response:
        if request.app.state.ready:
            return Status(status="ready")
        return problem_response("not-ready", "The service is starting or stopping.")

    @app.get("/metrics", response_class=Response, responses={**METRICS, **documented(*ANY_ROUTE)})
    async def metrics() -> Response:
        return Response(telemetry.metrics_text(), media_type=CONTENT_TYPE_LATEST)
