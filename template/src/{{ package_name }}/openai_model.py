"""The model port over any OpenAI-compatible API, by the official SDK."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict
from typing import Any

import stamina
from openai import AsyncOpenAI, AsyncStream, DefaultAioHttpClient
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice
from openai.types.chat.chat_completion_chunk import ChoiceDelta
from opentelemetry.propagate import inject

from .logs import REQUEST_ID
from .model import Delta, Fault, Message, ModelError, Options, Reply, Usage
from .openai_faults import CALL_ERRORS, content_refused, retry_wait, to_model_error
from .settings import Settings

TOOL_REASONS = ("tool_calls", "function_call")
NO_KEY = "none"  # the SDK insists on a key; a server without authentication ignores it


class OpenAIModel:
    stub = False

    def __init__(self, name: str, settings: Settings) -> None:
        key = settings.model_api_key
        self.name = name
        self.provider = settings.model_provider
        self._attempts = settings.model_attempts
        self._max_tokens_field = settings.model_max_tokens_field
        self._client = AsyncOpenAI(
            base_url=str(settings.model_base_url),
            api_key=key.get_secret_value() if key else NO_KEY,
            timeout=settings.model_timeout_seconds,
            # The SDK would also repeat a call that timed out, which may have been paid for.
            max_retries=0,
            http_client=DefaultAioHttpClient(),
        )

    async def complete(self, messages: Sequence[Message], options: Options) -> Reply:
        return _reply(self.name, await self._call(messages, options))

    async def stream(
        self, messages: Sequence[Message], options: Options
    ) -> AsyncGenerator[Delta | Reply, None]:
        extra = {"stream": True, "stream_options": {"include_usage": True}}
        return _read(self.name, await self._call(messages, options, **extra))

    async def close(self) -> None:
        await self._client.close()

    async def _call(self, messages: Sequence[Message], options: Options, **extra: Any) -> Any:
        params = self._params(messages, options) | extra
        try:
            # Only what the provider turned away is tried again, never a call that it may be
            # working on, and never a stream that has begun.
            async for attempt in stamina.retry_context(
                on=retry_wait, attempts=self._attempts, timeout=None, wait_jitter=0.2, wait_max=2
            ):
                with attempt:
                    return await self._client.chat.completions.create(**params)
        except CALL_ERRORS as exc:
            raise to_model_error(exc) from exc

    def _params(self, messages: Sequence[Message], options: Options) -> dict[str, Any]:
        headers = {"X-Request-ID": REQUEST_ID.get()}
        inject(headers)
        params = asdict(options)
        params[self._max_tokens_field] = params.pop("max_output_tokens")
        return {
            "model": self.name,
            "messages": [asdict(message) for message in messages],
            "extra_headers": headers,
            **{name: value for name, value in params.items() if value is not None},
        }


def _reply(asked: str, completion: object) -> Reply:
    # The SDK does not validate: a page of HTML arrives as str, a missing list as None.
    match completion:
        case ChatCompletion(
            choices=[Choice(message=ChatCompletionMessage() as message) as choice, *_]
        ):
            _require_text(message, choice.finish_reason)
    match completion:
        case ChatCompletion(
            choices=[Choice(message=ChatCompletionMessage(content=str(text))), *_],
            model=str(model),
            usage=CompletionUsage(prompt_tokens=int(read), completion_tokens=int(written)),
        ):
            return Reply(text, model, Usage(read, written), asked)
    raise _bad_reply()


async def _read(
    asked: str, chunks: AsyncStream[ChatCompletionChunk]
) -> AsyncGenerator[Delta | Reply, None]:
    text, finished, model, usage = "", False, "", None
    try:
        # Leaving the loop without closing would let the provider write on.
        async with chunks:
            async for chunk in chunks:
                model, usage = chunk.model or model, chunk.usage or usage
                for choice in chunk.choices[:1]:
                    _require_text(choice.delta, choice.finish_reason)
                    finished = finished or choice.finish_reason is not None
                    if choice.delta.content:
                        text += choice.delta.content
                        yield Delta(choice.delta.content)
    except CALL_ERRORS as exc:
        raise to_model_error(exc) from exc
    if not (finished and usage):  # a stream that was cut ends like any other
        raise _bad_reply()
    yield Reply(text, model, Usage(usage.prompt_tokens, usage.completion_tokens), asked)


def _require_text(said: ChatCompletionMessage | ChoiceDelta, finish_reason: str | None) -> None:
    """Raise ModelError for a refusal, and for the call of a tool: none was offered."""
    if said.refusal or finish_reason == "content_filter":
        raise content_refused()
    if said.tool_calls or said.function_call or finish_reason in TOOL_REASONS:
        raise _bad_reply()


def _bad_reply() -> ModelError:
    return ModelError(Fault.BAD_REPLY, "The reply lacks text, model or usage, or was cut short.")
