"""The routes, and what each can return."""

import time
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Path, Request, Security
from fastapi.security import APIKeyHeader
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from . import names, sse
from .answers import AnswerService
from .callers import caller_of
from .problems import documented, problem_response
from .schemas import Answer, Question, Receipt, Status
from .telemetry import Telemetry

if TYPE_CHECKING:  # loaded only where traffic is mirrored, and where webhooks come
    from .shadow import Shadow
    from .webhooks import Webhooks

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
WEBHOOK: dict[int | str, dict[str, Any]] = {
    200: {"model": Receipt, "description": "It was accepted before (`duplicate`)."},
    202: {"model": Receipt, "description": "It is accepted, and has had its effect."},
}
WEBHOOK_PROBLEMS = (
    "malformed-body",
    "invalid-signature",
    "stale-signature",
    "not-found",
    "event-conflict",
    "body-too-large",
    "invalid-event",
    "event-failed",
)
WebhookSource = Annotated[str, Path(description="Who sends it.", examples=["knowledge"])]
SIGNATURE = APIKeyHeader(
    name="webhook-signature",
    scheme_name="StandardWebhooks",
    description="`v1,` and the base64 of the HMAC-SHA256 of `webhook-id.webhook-timestamp.body`.",
    auto_error=False,
)
EVENT = {
    "parameters": [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": description,
            "schema": {"type": "string", "pattern": pattern},
        }
        for name, description, pattern in (
            ("webhook-id", "The same for each delivery of an event.", "^[!-~]{1,256}$"),
            ("webhook-timestamp", "When it was signed, in Unix seconds.", "^[0-9]{1,12}$"),
        )
    ],
    "requestBody": {
        "required": True,
        "description": "An event that fits `contracts/webhooks/{source}.schema.json`.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    },
}
ANY_ROUTE = ("internal-error", "request-timeout")
LIMITED_ROUTE = ("too-many-requests", *ANY_ROUTE)
ANSWER_PROBLEMS = (
    "malformed-body",
    "invalid-evaluation",
    "body-too-large",
    "unsupported-media-type",
    "invalid-request",
    "content-refused",
    "context-length-exceeded",
    "model-failed",
    "model-refused",
    "model-retired",
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
        responses={**ANSWER, **documented(*ANSWER_PROBLEMS, *LIMITED_ROUTE)},
    )
    async def answer(body: Question, request: Request) -> Response:
        caller = caller_of(request)
        if body.stream:
            pieces = service.stream(body.question, caller)
            return await sse.event_stream(pieces, stream_seconds)
        started = time.perf_counter()
        answered = await service.answer(body.question, caller)
        if shadow:
            seconds = time.perf_counter() - started
            shadow.offer(request.headers, body.question, answered, seconds)
        # The answer is checked already; FastAPI would check and copy it once more.
        return Response(answered.model_dump_json(), media_type="application/json")


def add_webhooks(app: FastAPI, webhooks: "Webhooks | None", telemetry: Telemetry) -> None:
    @app.post(
        "/v1/webhooks/{source}",
        status_code=202,
        response_class=Response,
        responses={**WEBHOOK, **documented(*WEBHOOK_PROBLEMS, *LIMITED_ROUTE)},
        dependencies=[Security(SIGNATURE)],
        openapi_extra=EVENT,
    )
    async def webhook(source: WebhookSource, request: Request) -> Response:
        if webhooks is None or source not in webhooks:
            telemetry.webhook(names.OTHER_SOURCE, names.REFUSED)
            return problem_response("not-found", "No such source of webhooks is known.")
        try:
            body = await request.body()
        except ClientDisconnect:
            return problem_response("malformed-body", "The body ended early.")
        return await webhooks.receive(source, request.headers, body)


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
