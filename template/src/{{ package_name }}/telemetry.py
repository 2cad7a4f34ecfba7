"""Traces and metrics: made by OpenTelemetry, read at `/metrics`, exported when a collector is set.

Without a collector spans are not recorded, but each request still has a trace id for its logs.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import NoOpTracerProvider, SpanKind, StatusCode
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

from . import about, names
from .model import Message, Model, ModelError
from .model_call import Attributes, ModelCall
from .prompts import Prompt

METHODS = frozenset(
    {"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}
)
# Seconds, as the conventions advise; a stream or a slow model needs the upper end.
REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30]
MODEL_BUCKETS = [0.01 * 2**step for step in range(14)]
FIRST_CHUNK_BUCKETS = [
    *(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1),
    *(0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0),
]
MOST_TENANTS = 100
# A collector that is away delays the end of the process twice by this.
EXPORT_SECONDS = 2


class Tenants:
    """The names that metrics show: at most so many, as each is a time series of its own."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def label(self, tenant: str) -> str:
        if not tenant:
            return names.NO_TENANT
        if tenant in self._known:
            return tenant
        if len(self._known) >= MOST_TENANTS:
            return names.OTHER_TENANT
        self._known.add(tenant)
        return tenant


class Telemetry:
    """The providers and instruments of one application."""

    def __init__(
        self, span_exporter: SpanExporter | None = None, readers: tuple[MetricReader, ...] = ()
    ) -> None:
        resource = Resource.create({"service.name": about.NAME, "service.version": about.VERSION})
        # With an exporter OTEL_TRACES_SAMPLER decides, and the SDK's default records everything.
        sampler = None if span_exporter else ALWAYS_OFF
        self.tracer_provider = TracerProvider(sampler, resource, shutdown_on_exit=False)
        if span_exporter:
            self.tracer_provider.add_span_processor(BatchSpanProcessor(span_exporter))
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        prometheus = PrometheusMetricReader(scope_info_enabled=False, registry=self._registry)
        self.meter_provider = MeterProvider(
            (prometheus, *readers),
            resource,
            exemplar_filter=AlwaysOffExemplarFilter(),
            shutdown_on_exit=False,
        )
        inner = self.tracer_provider if span_exporter else NoOpTracerProvider()
        self.tracer = inner.get_tracer(about.NAME, about.VERSION)
        meter = self.meter_provider.get_meter(about.NAME, about.VERSION)
        self._request_duration = meter.create_histogram(
            names.REQUEST_DURATION,
            unit="s",
            description="Duration of HTTP requests.",
            explicit_bucket_boundaries_advisory=REQUEST_BUCKETS,
        )
        self._model_duration = meter.create_histogram(
            names.MODEL_DURATION,
            unit="s",
            description="Duration of model calls.",
            explicit_bucket_boundaries_advisory=MODEL_BUCKETS,
        )
        self._first_chunk = meter.create_histogram(
            names.FIRST_CHUNK,
            unit="s",
            description="Time to the first piece of a streamed answer.",
            explicit_bucket_boundaries_advisory=FIRST_CHUNK_BUCKETS,
        )
        self._tokens = Total(meter, names.TOKENS, "{token}", "Tokens read and written by models.")
        self._cost = Total(meter, names.COST, "{USD}", "Cost of model calls by the price table.")
        self._drift = Total(meter, names.DRIFT, "{answer}", "Answers by another model than asked.")
        self._webhooks = Total(meter, names.WEBHOOKS, "{event}", "Webhooks by what became of them.")
        self._meter = meter
        self._shadow = Total(meter, names.SHADOW, "{request}", "Requests mirrored to a candidate.")
        self._cache = Total(meter, names.CACHE, "{request}", "Questions by what the cache knew.")
        self._flag_loads = Total(meter, names.FLAG_LOADS, "{file}", "Versions of the flags file.")
        # From the first moment: a rate needs a value from before the first event.
        for outcome in (names.HIT, names.MISS, names.JOINED):
            self._cache.add(0, {names.CACHE_OUTCOME: outcome})
        for outcome in (names.USED, names.REFUSED_FILE):
            self._flag_loads.add(0, {names.FLAG_OUTCOME: outcome})
        self._tenants = Tenants()

    def metrics_text(self) -> bytes:
        """Return the metrics in the Prometheus text format."""
        return generate_latest(self._registry)

    def close(self) -> None:
        self.tracer_provider.shutdown()
        self.meter_provider.shutdown()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        method = method if method in METHODS else "_OTHER"
        attributes: dict[str, str | int] = {
            names.METHOD: method,
            names.ROUTE: route,
            names.STATUS: status,
        }
        self._request_duration.record(seconds, attributes)

    def drift(self, asked: str, provider: str) -> None:
        self._drift.add(1, {names.PROVIDER: provider, names.REQUEST_MODEL: asked})

    def shadow(self, outcome: str) -> None:
        self._shadow.add(1, {names.SHADOW_OUTCOME: outcome})

    def webhook(self, source: str, outcome: str) -> None:
        self._webhooks.add(1, {names.WEBHOOK_SOURCE: source, names.WEBHOOK_OUTCOME: outcome})

    def cache(self, outcome: str) -> None:
        self._cache.add(1, {names.CACHE_OUTCOME: outcome})

    def flag_load(self, outcome: str) -> None:
        self._flag_loads.add(1, {names.FLAG_OUTCOME: outcome})

    def observe_quarantine(self, events: Callable[[], int]) -> None:
        """Show how many are in quarantine, read whenever the metrics are."""
        self._observe(names.WEBHOOK_QUARANTINE, "{event}", "Webhooks in quarantine.", events)

    def observe_requests(self, active: Callable[[], int], limit: int) -> None:
        """Show how many requests are being answered, and how many may be."""
        about = "Requests that are being answered"
        self._observe(names.ACTIVE_REQUESTS, "{request}", f"{about}.", active)
        self._observe(names.ACTIVE_REQUESTS_LIMIT, "{request}", f"{about}, at most.", lambda: limit)

    def _observe(self, name: str, unit: str, description: str, value: Callable[[], int]) -> None:
        def observe(_: CallbackOptions) -> list[Observation]:
            return [Observation(value())]

        self._meter.create_observable_gauge(name, [observe], unit, description)

    @contextmanager
    def model_call(
        self, model: Model, prompt: Prompt, messages: Sequence[Message], tenant: str
    ) -> Iterator[ModelCall]:
        """Trace and measure one call of the model."""
        attributes = {
            names.OPERATION: names.SPAN_MODEL,
            names.PROVIDER: model.provider,
            names.REQUEST_MODEL: model.name,
            names.PROMPT_VERSION: prompt.version,
        }
        span = self.tracer.start_span(
            f"{names.SPAN_MODEL} {model.name}", kind=SpanKind.CLIENT, attributes={**attributes}
        )
        call = ModelCall(span, attributes, messages, tenant, time.perf_counter())
        try:
            yield call
        except BaseException as exc:  # a caller that went away is an outcome too
            error = exc.fault.value if isinstance(exc, ModelError) else type(exc).__name__
            attributes[names.ERROR_TYPE] = error
            span.set_status(StatusCode.ERROR, error)
            raise
        finally:
            self._measure(call)
            span.set_attributes({**attributes})
            span.end()

    def _measure(self, call: ModelCall) -> None:
        self._model_duration.record(time.perf_counter() - call.started, call.attributes)
        if call.first_chunk is not None:
            self._first_chunk.record(call.first_chunk, _asked(call.attributes))
        usage = call.usage()
        by_tenant = {**call.attributes, names.TENANT: self._tenants.label(call.tenant)}
        self._tokens.add(usage.input_tokens, {**by_tenant, names.DIRECTION: "input"})
        self._tokens.add(usage.output_tokens, {**by_tenant, names.DIRECTION: "output"})
        if call.cost is not None:
            self._cost.add(float(call.cost), by_tenant)
        if call.reply:
            call.span.set_attribute(names.INPUT_TOKENS, usage.input_tokens)
            call.span.set_attribute(names.OUTPUT_TOKENS, usage.output_tokens)


def _asked(attributes: Attributes) -> Attributes:
    """What was known before the answer began."""
    known = (names.OPERATION, names.PROVIDER, names.REQUEST_MODEL, names.PROMPT_VERSION)
    return {name: attributes[name] for name in known}


class Total:
    """A counter that the SDK reads when asked: adding to its own costs ten times as much."""

    def __init__(self, meter: Meter, name: str, unit: str, description: str) -> None:
        self._sums: dict[tuple[tuple[str, str], ...], float] = {}
        meter.create_observable_counter(name, [self._observe], unit, description)

    def add(self, amount: float, attributes: Attributes) -> None:
        key = tuple(attributes.items())
        self._sums[key] = self._sums.get(key, 0) + amount

    def _observe(self, _: CallbackOptions) -> list[Observation]:
        return [Observation(total, dict(key)) for key, total in list(self._sums.items())]


def exporting_telemetry(endpoint: str) -> Telemetry:
    """Export spans and metrics over OTLP/HTTP to the collector at this URL."""
    # Loaded only here: a quarter of the start-up time, for those who have a collector.
    from opentelemetry.exporter.otlp.proto.http import metric_exporter, trace_exporter
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

    base = endpoint.rstrip("/")
    metrics = PeriodicExportingMetricReader(
        metric_exporter.OTLPMetricExporter(f"{base}/v1/metrics", timeout=EXPORT_SECONDS)
    )
    traces = trace_exporter.OTLPSpanExporter(f"{base}/v1/traces", timeout=EXPORT_SECONDS)
    return Telemetry(traces, (metrics,))
