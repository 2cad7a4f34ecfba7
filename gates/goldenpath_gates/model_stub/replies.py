"""What the stub answers, and how the API writes it: one document, or chunks of a stream."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from goldenpath_gates.model_stub.chat import ChatRequest
from goldenpath_gates.model_stub.jsonbody import dumps

CHARACTERS_PER_TOKEN = 4
FINGERPRINT = "fp_goldenpath_stub"
DONE = b"data: [DONE]\n\n"

# A piece is a word with the white space behind it: joined again they are the text.
PIECE = re.compile(r"^\s+|\S+\s*")


class ToolCall(NamedTuple):
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; the faults change single fields of it."""

    text: str | None
    finish_reason: str = "stop"
    tool_calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    model: str | None = None  # None: the model that was asked for
    fingerprint: str | None = FINGERPRINT
    has_choices: bool = True
    has_usage: bool = True
    delay_s: float = 0
    usage: Mapping[str, int] | None = None  # None: counted by characters


class Stream(NamedTuple):
    deltas: list[bytes]
    closing: list[bytes]  # finish reason, usage, [DONE]


def tokens(characters: int) -> int:
    return math.ceil(characters / CHARACTERS_PER_TOKEN)


def usage(chat: ChatRequest, reply: Reply) -> Mapping[str, int]:
    if reply.usage is not None:
        return reply.usage
    prompt = tokens(sum(len(message.text) for message in chat.messages))
    called = sum(len(call.name) + len(call.arguments) for call in reply.tool_calls)
    completion = tokens(len(reply.text or "") + len(reply.refusal or "") + called)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def tool_call_objects(chat: ChatRequest, reply: Reply) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{chat.digest}_{index}",
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for index, call in enumerate(reply.tool_calls)
    ]


def head(chat: ChatRequest, reply: Reply, created: int, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{chat.digest}",
        "object": kind,
        "created": created,
        "model": reply.model or chat.model,
        "system_fingerprint": reply.fingerprint,
    }


def event(document: dict[str, Any]) -> bytes:
    return b"data: " + dumps(document) + b"\n\n"


def completion(chat: ChatRequest, reply: Reply, created: int) -> bytes:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": reply.text,
        "refusal": reply.refusal,
    }
    if reply.tool_calls:
        message["tool_calls"] = tool_call_objects(chat, reply)
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": reply.finish_reason,
    }
    document = head(chat, reply, created, "chat.completion")
    document["choices"] = [choice] if reply.has_choices else []
    if reply.has_usage:
        document["usage"] = usage(chat, reply)
    return dumps(document)


def pieces(text: str) -> list[str]:
    return PIECE.findall(text)


def delta_objects(chat: ChatRequest, reply: Reply) -> list[dict[str, Any]]:
    opening = {"role": "assistant", "content": None if reply.text is None else ""}
    calls = tool_call_objects(chat, reply)
    return [
        opening,
        *({"content": piece} for piece in pieces(reply.text or "")),
        *({"refusal": piece} for piece in pieces(reply.refusal or "")),
        *({"tool_calls": [{"index": index, **call}]} for index, call in enumerate(calls)),
    ]


def stream(chat: ChatRequest, reply: Reply, created: int) -> Stream:
    base = head(chat, reply, created, "chat.completion.chunk")
    with_usage = chat.include_usage and reply.has_usage
    if with_usage:
        base["usage"] = None

    def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        choices = [choice] if reply.has_choices else []
        return event({**base, "choices": choices})

    deltas = [chunk(delta) for delta in delta_objects(chat, reply)]
    closing = [chunk({}, reply.finish_reason)]
    if with_usage:
        closing.append(event({**base, "choices": [], "usage": usage(chat, reply)}))
    return Stream(deltas, [*closing, DONE])
