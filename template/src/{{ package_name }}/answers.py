"""Answers a question: documents, prompt, model, price."""

import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from . import clock, names
from .citations import cited
from .drift import same_model
from .evaluation import answer_id, options_of_request
from .logs import REQUEST_FIELDS
from .messages import build_messages, untagged
from .model import Delta, Fault, Message, Model, ModelError, Reply
from .prices import Price
from .prompts import Prompt
from .retrieval import Found, Retriever
from .schemas import Answer, PromptVersion, RetrievedDocument, TokenUsage
from .telemetry import ModelCall, Telemetry

log = logging.getLogger(__name__)


class AnswerService:
    def __init__(
        self,
        prompt: Prompt,
        retriever: Retriever,
        retrieved: int,
        model: Model,
        prices: Mapping[str, Price],
        telemetry: Telemetry,
    ) -> None:
        """`retrieved` is how many documents a question gets at most."""
        self._prompt = prompt
        self._options = prompt.spec.model.options.port_options()
        self._retriever = retriever
        self._retrieved = retrieved
        self._model = model
        self._prices = prices
        self._telemetry = telemetry

    async def answer(self, question: str) -> Answer:
        """Return the whole answer; raise ModelError if the model fails."""
        found = await self._retrieve(question)
        messages = self._messages(question, found)
        options = options_of_request(self._options)
        with self._telemetry.model_call(self._model) as call, call.active():
            reply = await self._model.complete(messages, options)
            return self._answer(call, found, reply)

    async def stream(self, question: str) -> AsyncGenerator[Delta | Answer, None]:
        """Yield the answer in pieces and, last, as a whole; raise ModelError if the model fails."""
        found = await self._retrieve(question)
        messages = self._messages(question, found)
        options = options_of_request(self._options)
        with self._telemetry.model_call(self._model) as call:
            with call.active():
                pieces = await self._model.stream(messages, options)
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Delta):
                        yield piece
                    else:
                        answer = self._answer(call, found, piece)
        yield answer

    async def _retrieve(self, question: str) -> Sequence[Found]:
        with self._telemetry.tracer.start_as_current_span(
            names.SPAN_RETRIEVAL, record_exception=False, set_status_on_exception=False
        ) as span:
            found = await self._retriever.retrieve(question, self._retrieved)
            if span.is_recording():
                shown = [{"id": each.document.id, "score": each.score} for each in found]
                span.set_attribute(names.RETRIEVED, json.dumps(shown))
            return found

    def _messages(self, question: str, found: Sequence[Found]) -> list[Message]:
        attributes = {
            names.PROMPT_NAME: self._prompt.name,
            names.PROMPT_VERSION: self._prompt.version,
        }
        with self._telemetry.tracer.start_as_current_span(
            names.SPAN_PROMPT, attributes=attributes, record_exception=False
        ):
            documents = [
                {"id": each.document.id, "text": untagged(each.document.text)} for each in found
            ]
            inputs = {"question": untagged(question), "documents": documents}
            return build_messages(self._prompt, inputs)

    def _answer(self, call: ModelCall, found: Sequence[Found], reply: Reply) -> Answer:
        if not same_model(reply.asked, reply.model):
            fields = {"asked": reply.asked, "model": reply.model}
            log.warning("model drift", extra={"fields": fields})
            self._telemetry.drift(reply.asked, self._model.provider)
        price = self._prices.get(reply.model)
        if price is None:
            log.error("unpriced model", extra={"fields": {"model": reply.model}})
            raise ModelError(Fault.UNPRICED, "prices.yaml does not list the model that answered.")
        cost = price.cost(reply.usage)
        call.answered(reply, cost)
        retrieved = {each.document.id: each.score for each in found}
        answer = Answer(
            id=answer_id(),
            created_at=clock.now(),
            answer=reply.text,
            model=reply.model,
            provider=self._model.provider,
            stub=self._model.stub,
            prompt=PromptVersion(name=self._prompt.name, version=self._prompt.version),
            usage=TokenUsage(
                input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens
            ),
            cost_usd=float(cost),
            documents=[RetrievedDocument(*each) for each in retrieved.items()],
            citations=cited(reply.text, retrieved),
        )
        logged = answer.model_dump(exclude={"answer", "created_at", "documents"})
        fallback = reply.asked != self._model.name
        REQUEST_FIELDS.get({}).update(logged, documents=list(retrieved), fallback=fallback)
        return answer
