"""Faults that answer with 200 and something unexpected."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from goldenpath_gates.model_stub.exchange import Exchange, event_stream, in_turn
from goldenpath_gates.model_stub.faults.registry import Number, Text, Values, fault
from goldenpath_gates.model_stub.jsonbody import json_body
from goldenpath_gates.model_stub.problems import error_body
from goldenpath_gates.model_stub.replies import ToolCall, event

PAGE = "<!doctype html><title>Gateway</title><p>The upstream service is being restarted.</p>\n"


@fault(
    "malformed-json",
    effect="200 with JSON that is cut off (stream: one such event)",
    seen="`json.JSONDecodeError`, not an `OpenAIError`",
)
async def malformed_json(exchange: Exchange, values: Values) -> Response:
    if not exchange.chat.stream:
        body = exchange.completion()
        return json_body(body[: len(body) // 2])
    first = exchange.stream().deltas[0]
    return event_stream(in_turn([first[: len(first) // 2] + b"\n\n"]))


@fault(
    "html",
    effect="200 with a page, as from a proxy",
    seen="a plain `str` (stream: no chunk at all)",
)
async def html(exchange: Exchange, values: Values) -> Response:
    return HTMLResponse(PAGE)


@fault("empty-choices", effect="`choices` is an empty list", seen="no exception")
async def empty_choices(exchange: Exchange, values: Values) -> Response:
    return exchange.changed(has_choices=False)


@fault("usage-missing", effect="no `usage`", seen="no exception; `usage` is `None`")
async def usage_missing(exchange: Exchange, values: Values) -> Response:
    return exchange.changed(has_usage=False)


@fault(
    "refusal",
    effect="`refusal` in place of `content`",
    seen="no exception; `content` is `None`",
)
async def refusal(exchange: Exchange, values: Values) -> Response:
    return exchange.changed(
        text=None, tool_calls=(), finish_reason="stop", refusal="I can't help with that."
    )


@fault(
    "content-filter",
    effect="an empty answer, finish reason `content_filter`",
    seen="no exception",
)
async def content_filter(exchange: Exchange, values: Values) -> Response:
    return exchange.changed(text="", tool_calls=(), finish_reason="content_filter")


@fault(
    "tool-calls",
    effect="a call of a tool in place of text, finish reason `tool_calls`",
    seen="no exception; `content` is `None`",
    function=Text("look_up"),
)
async def tool_calls(exchange: Exchange, values: Values) -> Response:
    call = ToolCall(values["function"], "{}")
    return exchange.changed(text=None, tool_calls=(call,), finish_reason="tool_calls")


@fault(
    "model-drift",
    effect="another model and fingerprint answer",
    seen="no exception; `model` differs",
    model=Text("goldenpath-stub-drifted"),
)
async def model_drift(exchange: Exchange, values: Values) -> Response:
    return exchange.changed(model=values["model"], fingerprint="fp_goldenpath_drifted")


@fault(
    "no-done",
    effect="the stream ends cleanly, without finish reason, usage and `[DONE]`",
    seen="no exception",
    stream_only=True,
)
async def no_done(exchange: Exchange, values: Values) -> Response:
    return event_stream(in_turn(exchange.stream().deltas))


@fault(
    "stream-error-event",
    effect="an error event after some chunks",
    seen="`APIError`",
    stream_only=True,
    after=Number(2, 0, 1000),
)
async def stream_error_event(exchange: Exchange, values: Values) -> Response:
    error = error_body(500, "The server had an error while processing your request.")
    sent = exchange.stream().deltas[: int(values["after"])]
    return event_stream(in_turn([*sent, event(error)]))
