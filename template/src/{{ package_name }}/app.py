"""Puts the service together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from . import about
from .answers import AnswerService
from .api import add_answers, add_operations, add_webhooks
from .evaluation import EvaluationMode
from .flag_file import Flags
from .flags import LiveFlags
from .knowledge import load_documents
from .live_knowledge import LiveKnowledge
from .middleware import PROBES, BusyLimit, RequestContext, SizeLimit, TimeLimit
from .model import Model
from .models import Models
from .prices import load_prices, require_price
from .problems import Problem, add_problem_handlers
from .recipes import load_recipes
from .settings import Settings
from .telemetry import Telemetry, exporting_telemetry

if TYPE_CHECKING:  # loaded only where answers are kept, traffic is mirrored, and webhooks come
    from .answer_cache import AnswerCache
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
    telemetry = telemetry or make_telemetry(settings)
    flags = LiveFlags(settings.flags_file, settings.evaluation_mode, telemetry)
    knowledge = load_knowledge(settings, flags.loaded)
    prices = load_prices()
    if settings.model_fallback_name:
        require_price(prices, settings.model_fallback_name)
    models = Models(settings, model)
    recipes = load_recipes(settings, flags.loaded, knowledge, prices, models.named)
    shadow = make_shadow(settings, telemetry)
    webhooks = make_webhooks(settings, {"knowledge": knowledge}, telemetry)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with shadow or nullcontext(), running(flags.watch()):
            app.state.ready = True
            yield
            app.state.ready = False
        await models.close()
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
    cache = make_cache(settings, telemetry)
    service = AnswerService(lambda caller: recipes[flags.choose(caller)], prices, telemetry, cache)
    add_answers(app, service, settings.request_timeout_seconds, shadow)
    add_webhooks(app, webhooks, telemetry)
    add_operations(app, telemetry)
    add_problem_handlers(app)
    # The last one added is the first to see a request.
    if settings.evaluation_mode:
        log.warning("evaluation mode is on: whoever asks chooses ids, seed, temperature and time")
        app.add_middleware(EvaluationMode)
    app.add_middleware(SizeLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(BusyLimit, most=settings.max_concurrent_requests, telemetry=telemetry)
    app.add_middleware(TimeLimit, seconds=settings.request_timeout_seconds)
    app.add_middleware(RequestContext, telemetry=telemetry, release=settings.release)
    return app


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do this in the background until the block ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


def load_knowledge(settings: Settings, flags: Flags) -> LiveKnowledge:
    folders = {name: settings.knowledge_dir / name for name in flags.values("knowledge_index")}
    return LiveKnowledge({name: load_documents(path) for name, path in folders.items()})


def make_cache(settings: Settings, telemetry: Telemetry) -> "AnswerCache | None":
    # Whoever evaluates asks the model each time.
    if settings.evaluation_mode or not settings.answer_cache_seconds:
        return None
    from .answer_cache import AnswerCache

    return AnswerCache(settings.answer_cache_seconds, telemetry)


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
