"""Argo AnalysisTemplates: what a canary is measured by, and what holds the first step.

Each metric states when it is good and when it is bad: what is neither, above all no data, is
inconclusive and pauses the Rollout. With one condition the other would be its opposite.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from goldenpath_gates.slo.model import Objective, Promises, Ratio
from goldenpath_gates.slo.queries import longest_range, narrowed

INTERVAL = timedelta(minutes=1)
DELAY = "5m"
"""Until there is as much of a canary as the queries look back on."""
RATIO_WINDOW = "2m"
INCONCLUSIVE = 5
"""Measurements without a verdict, before the Rollout waits for a person."""
WITHOUT_END = 1_000_000
CANARY = {"namespace": "{{args.namespace}}", "rollouts_pod_template_hash": "{{args.canary-hash}}"}
KNOWN = "len(result) > 0 && !isNaN(result[0])"


def resources(promises: Promises) -> list[dict[str, Any]]:
    name = promises.service
    return [
        _template(f"{name}-slo", ["namespace", "canary-hash"], list(_canary(promises))),
        _template(f"{name}-release-gate", ["namespace"], [_gate(promises)]),
    ]


def _template(name: str, args: list[str], metrics: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "AnalysisTemplate",
        "metadata": {"name": name},
        "spec": {"args": [{"name": arg} for arg in args], "metrics": metrics},
    }


def _canary(promises: Promises) -> Iterator[dict[str, Any]]:
    scope = {"service": promises.service, **CANARY}
    yield _metric(
        promises,
        "traffic",
        f"sum(increase({narrowed(promises.traffic, scope)}[5m]))",
        f"{KNOWN} && result[0] >= {promises.least_requests}",
        "false",
    )
    for one in promises.of("canary"):
        query, limit = _judged(one, scope)
        yield _metric(
            promises,
            one.name.removeprefix(f"{promises.service}-"),
            query,
            f"{KNOWN} && result[0] <= {limit}",
            f"{KNOWN} && result[0] > {limit}",
            # One bad moment stays in the window for this long: only what lasts longer aborts.
            failures=int(longest_range(query) / INTERVAL),
            inconclusive=WITHOUT_END if one.may_be_quiet else INCONCLUSIVE,
        )


def _judged(one: Objective, scope: dict[str, str]) -> tuple[str, str]:
    """The query, and the limit as the condition writes it."""
    if isinstance(one, Ratio):
        bad, total = (
            f"sum(rate({narrowed(selector, scope)}[{RATIO_WINDOW}]))"
            for selector in (one.bad, one.total)
        )
        return f"({bad} or 0 * {total}) / ({total} > 0)", f"1 - {one.target!r}"
    return narrowed(one.query, scope), repr(one.value)


def _gate(promises: Promises) -> dict[str, Any]:
    own = f'service="{promises.service}"'
    firing = f'ALERTS{{gate="freeze",alertstate="firing",{own},namespace="{{{{args.namespace}}}}"}}'
    # Nothing fires where nobody evaluates the rules, so their recordings have to be there.
    alive = f"count(slo:objective:target{{{own}}})"
    query = f"(count({firing}) or vector(0)) and on () {alive}"
    known = "len(result) > 0"
    metric = _metric(
        promises, "freeze", query, f"{known} && result[0] == 0", f"{known} && result[0] > 0"
    )
    del metric["interval"], metric["initialDelay"]
    return {**metric, "count": 1, "inconclusiveLimit": 0}


def _metric(
    promises: Promises,
    name: str,
    query: str,
    success: str,
    failure: str,
    failures: int = 0,
    inconclusive: int = INCONCLUSIVE,
) -> dict[str, Any]:
    return {
        "name": name,
        "interval": f"{INTERVAL.seconds}s",
        "initialDelay": DELAY,
        "failureLimit": failures,
        "inconclusiveLimit": inconclusive,
        "successCondition": success,
        "failureCondition": failure,
        "provider": {"prometheus": {"address": promises.prometheus, "query": query}},
    }
