"""Answers a question: prompt, model, price."""

import logging
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from . import names
from .logs import REQUEST_FIELDS
from .messages import build_messages
from .model import Delta, Fault, Message, Model, ModelError, Reply
from .prices import Price
from .prompts import Prompt
from .schemas import Answer, PromptVersion, TokenUsage
from .telemetry import ModelCall, Telemetry

log = logging.getLogger(__name__)


class AnswerService:
    def __init__(
        self, prompt: Prompt, model: Model, prices: Mapping[str, Price], telemetry: Telemetry
    ) -> None:
        self._prompt = prompt
        self._options = prompt.spec.model.options.port_options()
        self._model = model
        self._prices = prices
        self._telemetry = telemetry

    async def answer(self, question: str) -> Answer:
        """Return the whole answer; raise ModelError if the model fails."""
        messages = self._messages(question)
        with self._telemetry.model_call(self._model) as call, call.active():
            reply = await self._model.complete(messages, self._options)
            return self._answer(call, reply)

    async def stream(self, question: str) -> AsyncGenerator[Delta | Answer, None]:
        """Yield the answer in pieces and, last, as a whole; raise ModelError if the model fails."""
        messages = self._messages(question)
        with self._telemetry.model_call(self._model) as call:
            with call.active():
                pieces = await self._model.stream(messages, self._options)
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Delta):
                        yield piece
                    else:
                        answer = self._answer(call, piece)
        yield answer

    def _messages(self, question: str) -> list[Message]:
        attributes = {
            names.PROMPT_NAME: self._prompt.name,
            names.PROMPT_VERSION: self._prompt.version,
        }
        with self._telemetry.tracer.start_as_current_span(
            names.SPAN_PROMPT, attributes=attributes, record_exception=False
        ):
            return build_messages(self._prompt, {"question": question})

    def _answer(self, call: ModelCall, reply: Reply) -> Answer:
        price = self._prices.get(reply.model)
        if price is None:
            log.error("unpriced model", extra={"fields": {"model": reply.model}})
            raise ModelError(Fault.UNPRICED, "prices.yaml does not list the model that answered.")
        cost = price.cost(reply.usage)
        call.answered(reply, cost)
        answer = Answer(
            id=f"ans-{uuid.uuid4().hex}",
            answer=reply.text,
            model=reply.model,
            provider=self._model.provider,
            stub=self._model.stub,
            prompt=PromptVersion(name=self._prompt.name, version=self._prompt.version),
            usage=TokenUsage(
                input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens
            ),
            cost_usd=float(cost),
        )
        REQUEST_FIELDS.get({}).update(answer.model_dump(exclude={"answer"}))
        return answer
