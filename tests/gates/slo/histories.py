"""Half an hour of metrics of made-up canaries and namespaces, as a Prometheus would keep them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tests.prometheus_box import History

MINUTES, EVERY_S = 30, 15
REQUESTS = "http_server_request_duration_seconds"
FIRST = "gen_ai_client_operation_time_to_first_chunk_seconds"
TARGET = "slo:objective:target"
TOKENS, COST = "gen_ai_client_token_usage_total", "gen_ai_client_cost_usd_total"


@dataclass(frozen=True)
class Canary:
    """What happens each second. Durations are the upper end of the bucket that all requests fall
    into, in seconds; `failed` and `lost` are shares, of the requests and of the tokens."""

    answers: float = 2.0
    others: float = 0.5
    streams: float = 1.0
    duration: float = 1.0
    other_duration: float = 0.05
    first: float = 0.5
    failed: float = 0.0
    usd: float = 0.002
    lost: float = 0.0

    def counters(self, own: str) -> Iterator[tuple[str, float]]:
        """Series and what is added to it each second."""
        for route, rate, seconds in (
            ("/v1/answers", self.answers, self.duration),
            ("/v1/others", self.others, self.other_duration),
        ):
            yield from buckets(REQUESTS, f'{own},http_route="{route}"', rate, seconds)
            status = (
                f'{REQUESTS}_count{{{own},http_route="{route}",http_response_status_code="%s"}}'
            )
            yield status % 200, rate * (1 - self.failed)
            if self.failed:
                yield status % 503, rate * self.failed
        yield from buckets(FIRST, own, self.streams, self.first)
        model = f'{own},gen_ai_request_model="gpt-4.1-mini"'
        yield f"{COST}{{{model}}}", self.answers * self.usd
        yield f'{TOKENS}{{{model},error_type=""}}', 500 * self.answers * (1 - self.lost)
        if self.lost:
            yield f'{TOKENS}{{{model},error_type="model-failed"}}', 500 * self.answers * self.lost


def buckets(metric: str, own: str, rate: float, seconds: float) -> Iterator[tuple[str, float]]:
    for bound in (0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0):
        yield f'{metric}_bucket{{{own},le="{bound!r}"}}', rate if bound >= seconds else 0.0
    yield f'{metric}_bucket{{{own},le="+Inf"}}', rate


HEALTHY = Canary()
CANARIES = {
    "healthy": HEALTHY,
    "slow": replace(HEALTHY, duration=10.0),
    "slow-elsewhere": replace(HEALTHY, other_duration=0.5),
    "slow-to-begin": replace(HEALTHY, first=2.5),
    "erring": replace(HEALTHY, failed=0.05),
    "dear": replace(HEALTHY, usd=0.02),
    "wasting": replace(HEALTHY, lost=0.1),
    "quiet": replace(HEALTHY, others=0.0, streams=0.0),
    "unused": replace(HEALTHY, answers=0.0, others=0.0, streams=0.0),
}


def replayed(end: float) -> History:
    """Every canary by its name as the hash of its pods, for half an hour until `end`."""
    own = 'service="answers",namespace="answers-production",rollouts_pod_template_hash="%s"'
    return {
        series: samples
        for name, canary in CANARIES.items()
        for series, samples in counted(canary.counters(own % name), end).items()
    }


def counted(counters: Iterator[tuple[str, float]], end: float) -> History:
    start = end - 60 * MINUTES
    times = [start + step for step in range(0, 60 * MINUTES + 1, EVERY_S)]
    return {series: [(at, rate * (at - start)) for at in times] for series, rate in counters}


def constant(series: str, value: float, end: float, minutes: int = 5) -> History:
    start = end - 60 * minutes
    return {series: [(start + step, value) for step in range(0, 60 * minutes + 1, EVERY_S)]}


def recorded(namespace: str, end: float, left: float = 0.5, alert: str = "") -> History:
    """What the rules would have recorded about a namespace."""
    suffixes = ("availability", "p95-plain", "p95-ai", "cost", "token-errors", "ttft")
    found: dict[str, Sequence[tuple[float, float]]] = {}
    for suffix in suffixes:
        labels = f'{{service="answers",namespace="{namespace}",slo="answers-{suffix}"}}'
        found.update(constant(f"slo:error_budget:left{labels}", left, end))
    if alert:
        labels = f'alertname="{alert}",alertstate="firing",gate="freeze",slo="answers-p95-ai"'
        own = f'{{{labels},service="answers",namespace="{namespace}"}}'
        found.update(constant(f"ALERTS{own}", 1.0, end))
    return found


NAMESPACES = {
    "answers-production": HEALTHY,
    "answers-slow": CANARIES["slow"],
    "answers-dear": CANARIES["dear"],
    "answers-erring": CANARIES["erring"],
    "answers-spent": HEALTHY,
    "answers-frozen": HEALTHY,
    "answers-quiet": CANARIES["quiet"],
    "answers-unrecorded": HEALTHY,
}


def observed(end: float) -> History:
    """Namespaces with pods of one version, by what is the matter with them."""
    found: dict[str, Sequence[tuple[float, float]]] = {}
    for namespace, canary in NAMESPACES.items():
        own = f'service="answers",namespace="{namespace}",pod="one"'
        found.update(counted(canary.counters(own), end))
        if namespace != "answers-unrecorded":
            left = -0.25 if namespace == "answers-spent" else 0.5
            alert = "DeployFreeze" if namespace == "answers-frozen" else ""
            found.update(recorded(namespace, end, left, alert))
    own = 'service="answers",namespace="answers-stale",pod="one"'
    found.update(counted(HEALTHY.counters(own), end - 240))
    found.update(recorded("answers-stale", end))
    found.update(constant(f'{TARGET}{{service="answers",slo="answers-cost"}}', 0.99, end))
    return found
