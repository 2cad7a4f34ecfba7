"""Where a reply comes from: the rule table, or a cassette; recorder.py is the third source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from goldenpath_gates.model_stub import cassette
from goldenpath_gates.model_stub.cassette import Cassette
from goldenpath_gates.model_stub.chat import ChatRequest, document
from goldenpath_gates.model_stub.noise import Noise
from goldenpath_gates.model_stub.problems import NoReply, error_response
from goldenpath_gates.model_stub.replies import Reply
from goldenpath_gates.model_stub.rules import RuleTable, written


@dataclass(frozen=True, slots=True)
class Asked:
    """A chat request, checked, and the bytes it came as; `number` counts from 1."""

    number: int
    chat: ChatRequest
    body: bytes
    headers: Mapping[str, str]


class Source(Protocol):
    async def reply(self, asked: Asked) -> Reply:
        """Raises NoReply with the answer that is given in its place."""


@dataclass(frozen=True, slots=True)
class Ruled:
    rules: RuleTable
    noise: Noise

    async def reply(self, asked: Asked) -> Reply:
        if self.noise.replaces(asked.number):
            return written(asked.chat, self.noise.text)
        return self.rules.answer(asked.chat)


@dataclass(frozen=True, slots=True)
class Replay:
    cassette: Cassette

    async def reply(self, asked: Asked) -> Reply:
        key = cassette.digest(document(asked.body))
        if key in self.cassette.replies:
            return self.cassette.replies[key]
        message = (
            f"{self.cassette.path} holds no reply to this request ({key[:12]}): the prompt, the "
            "model or the sampling options have changed; record it with --record URL"
        )
        raise NoReply(error_response(404, message, code="cassette_miss"))
