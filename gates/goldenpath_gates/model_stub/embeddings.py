"""Embeddings: vectors that follow from the text alone, and say nothing about its meaning."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import math
import struct
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from goldenpath_gates.model_stub import chat, replies
from goldenpath_gates.model_stub.chat import ChatRequest, Message
from goldenpath_gates.model_stub.exchange import Exchange
from goldenpath_gates.model_stub.faults import FaultError
from goldenpath_gates.model_stub.jsonbody import dumps
from goldenpath_gates.model_stub.problems import BadRequest
from goldenpath_gates.model_stub.replies import Reply

DIMENSIONS = 1536
MAX_DIMENSIONS = 4096
MAX_TEXTS = 2048
MAX_NUMBERS = 4_000_000
"""In all vectors of one answer."""
ENCODINGS = ("float", "base64")
OF_VECTORS_TOO = frozenset({"model", "fingerprint", "has_usage", "has_choices"})


@dataclass(frozen=True, slots=True)
class Vectors(Exchange):
    """A request for vectors on its way: its texts are the messages of `chat`."""

    dimensions: int
    encoding: str

    def completion(self) -> bytes:
        texts = [message.text for message in self.chat.messages]
        document: dict[str, Any] = {
            "object": "list",
            "data": self.rows(texts) if self.reply.has_choices else [],
            "model": self.reply.model or self.chat.model,
        }
        if self.reply.has_usage:
            used = replies.usage(self.chat, self.reply)
            document["usage"] = {key: used[key] for key in ("prompt_tokens", "total_tokens")}
        return dumps(document)

    def rows(self, texts: list[str]) -> list[dict[str, Any]]:
        return [
            {"object": "embedding", "index": index, "embedding": self.written(text)}
            for index, text in enumerate(texts)
        ]

    def written(self, text: str) -> str | list[float]:
        numbers = vector(self.chat.model, text, self.dimensions)
        packed = struct.pack(f"<{len(numbers)}f", *numbers)
        if self.encoding == "base64":
            return base64.b64encode(packed).decode("ascii")
        return list(struct.unpack(f"<{len(numbers)}f", packed))

    def changed(self, **fields: Any) -> Response:
        if fields.keys() - OF_VECTORS_TOO:
            raise FaultError("fault", "changes the text of an answer, and vectors have none")
        return Exchange.changed(self, **fields)


def vector(model: str, text: str, dimensions: int) -> list[float]:
    """Of length 1. A shorter one is the beginning of a longer one, scaled."""
    seed = f"{model}\n{text}".encode("utf-8", "surrogatepass")
    drawn = struct.unpack(f"<{dimensions}i", hashlib.shake_256(seed).digest(4 * dimensions))
    length = math.hypot(*drawn)
    return [number / length for number in drawn]


def exchange(body: bytes, created: int, transport: asyncio.Transport) -> Vectors:
    """Raises BadRequest for everything that the API would refuse."""
    data = chat.document(body)
    given = texts(data)
    wanted = dimensions(data)
    if len(given) * wanted > MAX_NUMBERS:
        raise BadRequest("That is too many numbers for one answer: send fewer texts.", "input")
    asked = ChatRequest(
        model=chat.model_name(data),
        messages=tuple(Message("user", text) for text in given),
        stream=False,
        include_usage=False,
        max_tokens=None,
        tools={},
        forced_tool=None,
        response_format="text",
        schema={},
        digest="",
    )
    return Vectors(asked, Reply(None), created, transport, wanted, encoding(data))


def texts(data: dict[str, Any]) -> list[str]:
    given = data.get("input")
    found = [given] if isinstance(given, str) else given
    if not isinstance(found, list) or not 0 < len(found) <= MAX_TEXTS:
        raise BadRequest(f"'input' must be a text, or a list of 1 to {MAX_TEXTS}.", "input")
    if not all(isinstance(text, str) and text for text in found):
        raise BadRequest("Each entry of 'input' must be a text that is not empty.", "input")
    return found


def dimensions(data: dict[str, Any]) -> int:
    wanted = data.get("dimensions")
    if wanted is None:
        return DIMENSIONS
    if type(wanted) is not int or not 1 <= wanted <= MAX_DIMENSIONS:
        raise BadRequest(f"'dimensions' must be from 1 to {MAX_DIMENSIONS}.", "dimensions")
    return wanted


def encoding(data: dict[str, Any]) -> str:
    wanted = data.get("encoding_format")
    if wanted is None:
        return "float"
    if wanted not in ENCODINGS:
        raise BadRequest("'encoding_format' must be float or base64.", "encoding_format")
    return str(wanted)
