"""Errors as problem documents (RFC 9457): one table, one body, one way to document them."""

import json
import math
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from .logs import REQUEST_ID
from .model import ModelError

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:"

# type: (status, title)
PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed-body": (400, "The body is not valid JSON"),
    "invalid-evaluation": (400, "A header of evaluation mode cannot be used"),
    "unauthenticated": (401, "Say who you are"),
    "invalid-token": (401, "The credential cannot be used"),
    "step-up-required": (401, "Prove once more who you are"),
    "code-refused": (401, "The second factor does not fit"),
    "invalid-signature": (401, "The signature does not fit"),
    "stale-signature": (401, "The signature is too old or from the future"),
    "insufficient-scope": (403, "The credential does not allow this"),
    "wrong-credential": (403, "This is for another kind of credential"),
    "tenant-mismatch": (403, "The credential is of another tenant"),
    "csrf-refused": (403, "The request does not come from our own pages"),
    "not-found": (404, "There is nothing at this path"),
    "method-not-allowed": (405, "The path does not know this method"),
    "event-conflict": (409, "Another event has this id"),
    "body-too-large": (413, "The body is too large"),
    "unsupported-media-type": (415, "The body must be JSON"),
    "invalid-request": (422, "The request does not fit the schema"),
    "invalid-event": (422, "The event cannot be used"),
    "content-refused": (422, "The model provider refused the content"),
    "context-length-exceeded": (422, "The question is too long for the model"),
    "rate-limited": (429, "The tenant asks too often"),
    "attempts-limited": (429, "Too many attempts failed"),
    "budget-spent": (429, "The budget of the tenant is spent"),
    "too-many-requests": (429, "Too many requests at once"),
    "internal-error": (500, "The service failed"),
    "event-failed": (500, "The event has no effect yet"),
    "model-failed": (502, "The model provider failed"),
    "model-refused": (502, "The model provider refused the call"),
    "model-retired": (502, "The model is no longer offered"),
    "model-unreachable": (502, "The model provider cannot be reached"),
    "model-bad-reply": (502, "The model's reply cannot be used"),
    "model-unpriced": (502, "The model that answered has no price"),
    "model-rate-limited": (503, "The model provider limits the rate"),
    "identity-unavailable": (503, "Nobody can be identified right now"),
    "not-ready": (503, "The service is not ready"),
    "model-timeout": (504, "The model did not answer in time"),
    "request-timeout": (504, "The request took too long"),
}
BY_STATUS = {
    400: "malformed-body",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
}


class Violation(BaseModel):
    pointer: str = Field(description="JSON pointer into the body")
    detail: str


class Problem(BaseModel):
    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="this occurrence, by request id")
    request_id: str
    errors: list[Violation] | None = None


def problem_body(slug: str, detail: str, **more: Any) -> dict[str, Any]:
    status, title = PROBLEMS[slug]
    request_id = REQUEST_ID.get()
    return {
        "type": TYPE_PREFIX + slug,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:request:{request_id}",
        "request_id": request_id,
        **more,
    }


def problem_response(
    slug: str, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    body = problem_body(slug, detail, **more)
    return Response(json.dumps(body), body["status"], headers, MEDIA_TYPE)


def documented(*slugs: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses for these problems."""
    responses: dict[int | str, dict[str, Any]] = {}
    for slug in slugs:
        status, title = PROBLEMS[slug]
        entry = responses.setdefault(status, {"description": "", "content": _content()})
        entry["description"] += f"{'; ' if entry['description'] else ''}{title} (`{slug}`)"
        if status == 429 or slug == "model-rate-limited":
            entry["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 0}}}
    return responses


def _content() -> dict[str, Any]:
    return {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def add_problem_handlers(app: FastAPI) -> None:
    app.exception_handler(ModelError)(_model_error)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(RequestValidationError)(_invalid_request)


async def _model_error(_: Request, exc: ModelError) -> Response:
    headers = None
    if exc.retry_after is not None:
        headers = {"Retry-After": str(math.ceil(exc.retry_after))}
    return problem_response(exc.fault, exc.detail, headers)


async def _http_error(request: Request, exc: HTTPException) -> Response:
    slug = BY_STATUS.get(exc.status_code, "internal-error")
    headers = dict(exc.headers or {})
    if exc.status_code == 405:
        headers["Allow"] = _allowed(request)
    return problem_response(slug, f"{PROBLEMS[slug][1]}.", headers)


def _allowed(request: Request) -> str:
    """Of all routes with the path: Starlette names the methods of the first one only."""
    routes = [
        route
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
    ]
    return ", ".join(sorted({method for route in routes for method in route.methods or ()}))


async def _invalid_request(request: Request, exc: RequestValidationError) -> Response:
    errors = exc.errors()
    if errors[0]["type"] == "json_invalid":
        return problem_response("malformed-body", "The body is not valid JSON.")
    if errors[0]["loc"] == ("body",) and not _says_json(request):
        return problem_response("unsupported-media-type", "Send Content-Type: application/json.")
    # The messages never quote the input.
    found = [
        {"pointer": "/" + "/".join(str(step) for step in error["loc"][1:]), "detail": error["msg"]}
        for error in errors
    ]
    return problem_response("invalid-request", "See errors.", errors=found)


def _says_json(request: Request) -> bool:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")
