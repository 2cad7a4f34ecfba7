"""Settings, read from the environment and checked before the service listens.

Each field is the variable of the same name in capitals; unset or empty means the default.
Without MODEL_BASE_URL the embedded stub answers; without a collector nothing is exported.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from .errors import StartError
from .webhook_secrets import read_secrets

Level = Literal["debug", "info", "warning", "error"]
TokenField = Literal["max_completion_tokens", "max_tokens"]
WebhookSecrets = Annotated[dict[str, list[SecretStr]], NoDecode, BeforeValidator(read_secrets)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
# What can be a header's value and a metric's label.
Release = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


def _field(default: Any, description: str, **limits: Any) -> Any:
    return Field(default=default, description=description, **limits)


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = _field("127.0.0.1", "the address to listen on")
    port: int = _field(8000, "the port to listen on, 1 to 65535", ge=1, le=65535)
    release: Release | None = _field(
        None, "1 to 64 letters, digits, dots, hyphens and underscores, sent as x-service-release"
    )
    log_level: Level = _field("info", "debug, info, warning or error")
    prompts_dir: Path = _field(Path("prompts"), "the folder that holds answer.prompty")
    knowledge_dir: Path = _field(Path("knowledge"), "the folder of the documents, *.md")
    flags_file: Path = _field(Path("flags/flags.json"), "the flags, in flagd's format")
    retrieved_documents: int = _field(5, "how many documents a prompt gets, 1 to 20", ge=1, le=20)
    max_body_bytes: int = _field(65_536, "the largest body, 1 to 104857600", ge=1, le=104_857_600)
    max_concurrent_requests: int = _field(
        500, "how many requests are answered at once, 1 to 100000", ge=1, le=100_000
    )
    request_timeout_seconds: Seconds = _field(30, "the longest request, above 0 to 3600")
    shutdown_delay_seconds: float = _field(
        0, "how long a stopping service still takes requests, 0 to 600", ge=0, le=600
    )
    answer_cache_seconds: float = _field(
        0, "how long an answer is given again, 0 (never) to 86400", ge=0, le=86_400
    )
    model_base_url: HttpUrl | None = _field(None, "the http(s) URL of an OpenAI-compatible API")
    model_api_key: SecretStr | None = _field(None, "the key sent to that API")
    model_name: str | None = _field(None, "the model to ask instead of the prompt's own")
    model_fallback_name: str | None = _field(
        None, "the model to ask where that one is limited, unreachable or retired"
    )
    model_cheap_name: str | None = _field(None, "the model to ask in cheap mode")
    model_provider: str = _field("openai", "the provider's name in answers and metrics")
    model_timeout_seconds: Seconds = _field(20, "the model's longest silence, above 0 to 3600")
    model_attempts: int = _field(3, "how often a refused call is tried, 1 to 10", ge=1, le=10)
    model_max_tokens_field: TokenField = _field(
        "max_completion_tokens", "max_completion_tokens or max_tokens"
    )
    otel_exporter_otlp_endpoint: HttpUrl | None = _field(
        None, "the http(s) URL of an OTLP/HTTP collector"
    )

    evaluation_mode: bool = _field(False, "true or false; true: x-eval- headers fix id, seed, time")
    shadow_url: HttpUrl | None = _field(None, "the http(s) URL of a candidate version")
    shadow_share: float = _field(0.05, "the share of questions it gets too, 0 to 0.1", ge=0, le=0.1)
    shadow_log: Path = _field(Path("shadow.jsonl"), "the file that records both answers")
    webhook_secrets: WebhookSecrets = _field(
        {}, 'a JSON object such as {"knowledge": ["whsec_..."]}: by source, one secret or several'
    )
    webhook_schemas_dir: Path = _field(
        Path("contracts/webhooks"), "the folder that holds SOURCE.schema.json"
    )
    webhook_store: Path = _field(
        Path("webhooks.sqlite3"), "the file of accepted events, their documents and the quarantine"
    )

    @model_validator(mode="after")
    def model_gives_up_first(self) -> Self:
        if self.model_timeout_seconds > self.request_timeout_seconds:
            raise ValueError("MODEL_TIMEOUT_SECONDS must not exceed REQUEST_TIMEOUT_SECONDS")
        return self


def load_settings() -> Settings:
    """Read the environment; raise StartError with a sentence per wrong variable."""
    try:
        return Settings()
    except ValidationError as exc:
        sentences = [_sentence(error["loc"], error["msg"]) for error in exc.errors()]
        raise StartError("\n".join(sentences)) from None


def _sentence(loc: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not loc:
        return f"{message}."
    # The value itself is left out: a key pasted into the wrong variable must not reach a log.
    field = str(loc[0])
    allowed = Settings.model_fields[field].description
    return f"{field.upper()} is not usable ({message}); it must be {allowed}."
