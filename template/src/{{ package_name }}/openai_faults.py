"""What the SDK's errors mean: for the caller, and for trying again."""

from collections.abc import Iterator

import openai
from aiohttp import ClientConnectorError

from .model import Fault, ModelError

# A reply that is not JSON, or not of the expected shape, reaches us as a bare Python error.
CALL_ERRORS = (openai.OpenAIError, ValueError, AttributeError, TypeError)

LONGEST_WAIT_SECONDS = 2.0
# Not 500 or 502: behind a gateway the call may still be running, and be paid for.
TURNED_AWAY = frozenset({429, 503})
CONTENT_CODES = frozenset({"content_filter", "content_policy_violation"})
RETIRED_CODES = frozenset({"model_not_found", "model_deprecated", "DeploymentNotFound"})


def to_model_error(exc: Exception) -> ModelError:
    match exc:
        # The SDK's own distinction is lost on aiohttp: a refused connection is a timeout there.
        case openai.APIConnectionError() if _caused_by(exc, TimeoutError):
            return ModelError(Fault.TIMEOUT, "The model provider did not answer in time.")
        case openai.APIConnectionError():
            detail = "The connection to the provider failed."
            return ModelError(Fault.UNREACHABLE, detail, untouched=_never_connected(exc))
        case openai.RateLimitError():
            detail = "The model provider limits the rate; try again later."
            wait = _retry_after(exc) or 1
            return ModelError(Fault.RATE_LIMITED, detail, retry_after=wait, untouched=True)
        case openai.APIError(code="context_length_exceeded"):
            return ModelError(Fault.CONTEXT_LENGTH, "Ask a shorter question.")
        case openai.APIError(code=code) if code in CONTENT_CODES:
            return content_refused()
        case openai.APIStatusError(code=code, status_code=status) if (
            code in RETIRED_CODES or status == 410
        ):
            detail = "The provider no longer offers the model; choose another by MODEL_NAME."
            return ModelError(Fault.RETIRED, detail, untouched=True)
        case openai.APIStatusError(status_code=408 | 504):
            return ModelError(Fault.TIMEOUT, "The model provider did not answer in time.")
        case openai.APIStatusError(status_code=status) if status < 500:
            return ModelError(Fault.REFUSED, f"The model provider answered {status}.")
        case openai.APIStatusError(status_code=status):
            return ModelError(Fault.FAILED, f"The model provider answered {status}.")
        case openai.APIError():
            return ModelError(Fault.FAILED, "The model provider reported an error.")
    return ModelError(Fault.BAD_REPLY, "The reply of the model provider is not readable.")


def retry_wait(exc: Exception) -> bool | float:
    """Say whether to try again, or after how many seconds."""
    if isinstance(exc, openai.APIConnectionError):
        return _never_connected(exc)
    if not isinstance(exc, openai.APIStatusError) or exc.status_code not in TURNED_AWAY:
        return False
    wait = _retry_after(exc)
    return True if wait is None else wait <= LONGEST_WAIT_SECONDS and wait


def content_refused() -> ModelError:
    return ModelError(Fault.CONTENT_REFUSED, "The provider does not answer this; ask differently.")


def _never_connected(exc: openai.APIConnectionError) -> bool:
    return _caused_by(exc, ClientConnectorError)


def _retry_after(exc: openai.APIStatusError) -> float | None:
    value = exc.response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None


def _caused_by(exc: BaseException, kind: type[BaseException]) -> bool:
    return any(isinstance(cause, kind) for cause in _causes(exc))


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    while exc is not None:
        yield exc
        exc = exc.__cause__ or exc.__context__
