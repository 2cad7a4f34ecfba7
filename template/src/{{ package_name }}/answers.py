"""Answers a question: documents, prompt, model, price."""

import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, aclosing
from typing import TYPE_CHECKING, Any

from . import clock, names
from .callers import Caller
from .citations import cited
from .drift import same_model
from .evaluation import answer_id, options_of_request
from .logs import REQUEST_FIELDS
from .messages import build_messages, untagged
from .model import Delta, Fault, Message, ModelError, Reply
from .model_call import ModelCall
from .prices import Price
from .prompts import Prompt
from .recipes import Recipe
from .retrieval import Found
from .schemas import Answer, PromptVersion, RetrievedDocument, TokenUsage
from .telemetry import Telemetry

if TYPE_CHECKING:  # loaded only where answers are kept
    from .answer_cache import AnswerCache

log = logging.getLogger(__name__)


class AnswerService:
    def __init__(
        self,
        recipe_of: Callable[[Caller], Recipe],
        prices: Mapping[str, Price],
        telemetry: Telemetry,
        cache: "AnswerCache | None",
    ) -> None:
        self._recipe_of = recipe_of
        self._prices = prices
        self._telemetry = telemetry
        self._cache = cache

    async def answer(self, question: str, caller: Caller) -> Answer:
        """Return the whole answer; raise ModelError if the model fails."""
        recipe = self._recipe_of(caller)
        if self._cache is None:
            return await self._make(question, recipe, caller)
        # All that an answer depends on; and what one tenant was told is not told to another.
        prompt, model = recipe.prompt, recipe.model
        key = (
            *(question, prompt.name, prompt.version, model.provider, model.name),
            *(recipe.index, recipe.retrieved, caller.tenant),
        )
        answer, outcome = await self._cache.answer(
            key, lambda: self._make(question, recipe, caller)
        )
        _log_fields(answer, cache=outcome)
        return answer

    async def _make(self, question: str, recipe: Recipe, caller: Caller) -> Answer:
        found = await self._retrieve(question, recipe)
        messages = self._messages(question, found, recipe.prompt)
        options = options_of_request(recipe.options)
        with self._call(recipe, messages, caller) as call, call.active():
            reply = await recipe.model.complete(messages, options)
            return self._answer(call, recipe, found, reply)

    async def stream(self, question: str, caller: Caller) -> AsyncGenerator[Delta | Answer, None]:
        """Yield the answer in pieces and, last, as a whole; raise ModelError if the model fails."""
        recipe = self._recipe_of(caller)
        found = await self._retrieve(question, recipe)
        messages = self._messages(question, found, recipe.prompt)
        options = options_of_request(recipe.options)
        with self._call(recipe, messages, caller) as call:
            with call.active():
                pieces = await recipe.model.stream(messages, options)
            async with aclosing(pieces):
                async for piece in pieces:
                    if isinstance(piece, Delta):
                        call.piece(piece)
                        yield piece
                    else:
                        answer = self._answer(call, recipe, found, piece)
        yield answer

    def _call(
        self, recipe: Recipe, messages: Sequence[Message], caller: Caller
    ) -> AbstractContextManager[ModelCall]:
        return self._telemetry.model_call(recipe.model, recipe.prompt, messages, caller.tenant)

    async def _retrieve(self, question: str, recipe: Recipe) -> Sequence[Found]:
        with self._telemetry.tracer.start_as_current_span(
            names.SPAN_RETRIEVAL, record_exception=False, set_status_on_exception=False
        ) as span:
            found = await recipe.retriever.retrieve(question, recipe.retrieved)
            if span.is_recording():
                shown = [{"id": each.document.id, "score": each.score} for each in found]
                span.set_attribute(names.RETRIEVED, json.dumps(shown))
            return found

    def _messages(self, question: str, found: Sequence[Found], prompt: Prompt) -> list[Message]:
        attributes = {names.PROMPT_NAME: prompt.name, names.PROMPT_VERSION: prompt.version}
        with self._telemetry.tracer.start_as_current_span(
            names.SPAN_PROMPT, attributes=attributes, record_exception=False
        ):
            documents = [
                {"id": each.document.id, "text": untagged(each.document.text)} for each in found
            ]
            inputs = {"question": untagged(question), "documents": documents}
            return build_messages(prompt, inputs)

    def _answer(
        self, call: ModelCall, recipe: Recipe, found: Sequence[Found], reply: Reply
    ) -> Answer:
        prompt, model = recipe.prompt, recipe.model
        call.replied(reply)
        if not same_model(reply.asked, reply.model):
            fields = {"asked": reply.asked, "model": reply.model}
            log.warning("model drift", extra={"fields": fields})
            self._telemetry.drift(reply.asked, model.provider)
        price = self._prices.get(reply.model)
        if price is None:
            log.error("unpriced model", extra={"fields": {"model": reply.model}})
            raise ModelError(Fault.UNPRICED, "prices.yaml does not list the model that answered.")
        call.cost = cost = price.cost(reply.usage)
        retrieved = {each.document.id: each.score for each in found}
        answer = Answer(
            id=answer_id(),
            created_at=clock.now(),
            answer=reply.text,
            model=reply.model,
            provider=model.provider,
            stub=model.stub,
            prompt=PromptVersion(name=prompt.name, version=prompt.version),
            usage=TokenUsage(
                input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens
            ),
            cost_usd=float(cost),
            documents=[RetrievedDocument(*each) for each in retrieved.items()],
            citations=cited(reply.text, retrieved),
        )
        _log_fields(answer, fallback=reply.asked != model.name)
        return answer


def _log_fields(answer: Answer, **more: Any) -> None:
    logged = answer.model_dump(exclude={"answer", "created_at", "documents"})
    retrieved = [document.id for document in answer.documents]
    REQUEST_FIELDS.get({}).update(logged, documents=retrieved, **more)
