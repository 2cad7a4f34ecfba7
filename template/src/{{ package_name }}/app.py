"""Puts the service together."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from . import about
from .answers import AnswerService
from .api import add_answers, add_operations, add_webhooks
from .evaluation import EvaluationMode
from .fallback import FallbackModel
from .knowledge import load_documents
from .live_knowledge import LiveKnowledge
from .messages import require_inputs
from .middleware import PROBES, BusyLimit, RequestContext, SizeLimit, TimeLimit
from .model import Model
from .prices import load_prices, require_price
from .problems import Problem, add_problem_handlers
from .prompts import Prompt, load_prompt
from .settings import Settings
from .stub import StubModel
from .telemetry import Telemetry, exporting_telemetry

if TYPE_CHECKING:  # loaded only where traffic is mirrored, and where webhooks come
    from .shadow import Shadow
    from .webhook_sources import Handler
    from .webhooks import Webhooks

log = logging.getLogger(__name__)


class Service(FastAPI):
    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = document["components"]["schemas"]
            schemas.update(problem.pop("$defs"), Problem=problem)
        return super().openapi()


def create_app(
    settings: Settings, model: Model | None = None, telemetry: Telemetry | None = None
) -> FastAPI:
    """Build the application; raise StartError if what it needs is missing or wrong."""
    prompt = load_prompt(Path(settings.prompts_dir) / "answer.prompty")
    require_inputs(prompt, {"question": "?", "documents": [{"id": "i", "text": "t"}]})
    retriever = LiveKnowledge(load_documents(settings.knowledge_dir))
    model = model or make_model(settings, prompt)
    prices = load_prices()
    require_price(prices, prompt.spec.model.id)
    require_price(prices, model.name)
    require_price(prices, settings.model_fallback_name or model.name)
    telemetry = telemetry or make_telemetry(settings)
    shadow = make_shadow(settings, telemetry)
    webhooks = make_webhooks(settings, {"knowledge": retriever}, telemetry)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with shadow or nullcontext():
            app.state.ready = True
            yield
            app.state.ready = False
        await model.close()
        if webhooks:
            webhooks.close()
        telemetry.close()

    app = Service(
        title=about.NAME,
        version=about.VERSION,
        description=about.SUMMARY,
        docs_url=None,  # both pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry=TelemetryConfig(
            tracer_provider=telemetry.tracer_provider,
            metrics=False,  # three records per request, ours is one
            operation_spans=False,
            logs=False,  # they carry exception texts
            exclude=lambda scope: scope.get("path") in PROBES,
        ),
    )
    app.state.ready = False
    service = AnswerService(
        prompt, retriever, settings.retrieved_documents, model, prices, telemetry
    )
    add_answers(app, service, settings.request_timeout_seconds, shadow)
    add_webhooks(app, webhooks, telemetry)
    add_operations(app, telemetry)
    add_problem_handlers(app)
    # The last one added is the first to see a request.
    if settings.evaluation_mode:
        log.warning("evaluation mode is on: whoever asks chooses ids, seed, temperature and time")
        app.add_middleware(EvaluationMode)
    app.add_middleware(SizeLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(BusyLimit, most=settings.max_concurrent_requests)
    app.add_middleware(TimeLimit, seconds=settings.request_timeout_seconds)
    app.add_middleware(RequestContext, telemetry=telemetry)
    return app


def make_model(settings: Settings, prompt: Prompt) -> Model:
    if settings.model_base_url is None:
        return StubModel()
    # Loaded only here: importing the SDK is more than half of the start-up time.
    from .openai_model import OpenAIModel

    model = OpenAIModel(settings.model_name or prompt.spec.model.id, settings)
    if settings.model_fallback_name is None:
        return model
    once = settings.model_copy(update={"model_attempts": 1})
    return FallbackModel(model, OpenAIModel(settings.model_fallback_name, once))


def make_shadow(settings: Settings, telemetry: Telemetry) -> "Shadow | None":
    if settings.shadow_url is None:
        return None
    from .shadow import Shadow
    from .shadow_log import ShadowLog

    url, share = str(settings.shadow_url), settings.shadow_share
    return Shadow(
        url, share, settings.request_timeout_seconds, ShadowLog(settings.shadow_log), telemetry
    )


def make_webhooks(
    settings: Settings, handlers: "dict[str, Handler]", telemetry: Telemetry
) -> "Webhooks | None":
    if not settings.webhook_secrets:
        return None
    from .webhook_sources import load_sources
    from .webhook_store import WebhookStore
    from .webhooks import Webhooks

    sources = load_sources(settings.webhook_secrets, settings.webhook_schemas_dir, handlers)
    return Webhooks(sources, WebhookStore(settings.webhook_store), telemetry)


def make_telemetry(settings: Settings) -> Telemetry:
    endpoint = settings.otel_exporter_otlp_endpoint
    return exporting_telemetry(str(endpoint)) if endpoint else Telemetry()
