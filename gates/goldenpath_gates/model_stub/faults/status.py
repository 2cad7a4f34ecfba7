"""Faults that answer with an HTTP error."""

from __future__ import annotations

import math

from starlette.responses import Response

from goldenpath_gates.model_stub.exchange import Exchange
from goldenpath_gates.model_stub.faults.registry import Choice, Number, Values, fault
from goldenpath_gates.model_stub.problems import bad_key, error_response


@fault(
    "rate-limit",
    effect="429 with `Retry-After` and `retry-after-ms`",
    seen="`RateLimitError`",
    retry_after=Number(1, 0, 3600),
)
async def rate_limit(exchange: Exchange, values: Values) -> Response:
    seconds = values["retry_after"]
    headers = {
        "retry-after": str(math.ceil(seconds)),
        "retry-after-ms": str(round(seconds * 1000)),
    }
    message = f"Rate limit reached for {exchange.chat.model}. Please try again in {seconds:g}s."
    return error_response(429, message, code="rate_limit_exceeded", headers=headers)


@fault(
    "server-error",
    effect="a 5xx status",
    seen="`InternalServerError`",
    status=Choice(500, (500, 502, 503, 504)),
)
async def server_error(exchange: Exchange, values: Values) -> Response:
    return error_response(values["status"], "The server had an error. Sorry about that!")


@fault(
    "context-length",
    effect="400, the prompt is too long",
    seen='`BadRequestError`, code `"context_length_exceeded"`',
    tokens=Number(8192, 1, 10_000_000),
)
async def context_length(exchange: Exchange, values: Values) -> Response:
    message = (
        f"This model's maximum context length is {values['tokens']:.0f} tokens. "
        "Please reduce the length of the messages."
    )
    return error_response(400, message, param="messages", code="context_length_exceeded")


@fault(
    "prompt-refused",
    effect="400, the prompt breaks the provider's policy",
    seen='`BadRequestError`, code `"content_filter"`',
)
async def prompt_refused(exchange: Exchange, values: Values) -> Response:
    message = "The prompt was filtered due to the content management policy."
    return error_response(400, message, param="prompt", code="content_filter")


@fault(
    "deprecated-model",
    effect="404, the model is gone",
    seen='`NotFoundError`, code `"model_not_found"`',
)
async def deprecated_model(exchange: Exchange, values: Values) -> Response:
    message = f"The model `{exchange.chat.model}` has been deprecated."
    return error_response(404, message, code="model_not_found")


@fault("unauthorized", effect="401, whatever the key", seen="`AuthenticationError`")
async def unauthorized(exchange: Exchange, values: Values) -> Response:
    return bad_key()
