"""Prometheus rules: recordings, burn-rate alerts, what freezes releases, the team's budgets.

Every figure is recorded per namespace and carries `service` and `slo`. The numbers of `slo.yaml`
are recorded as well, so that each stands in one rule; alerts and dashboards compare recordings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from goldenpath_gates.slo.budgets import Budget, quoted
from goldenpath_gates.slo.model import STEP_S, Gate, Objective, Promises, Threshold
from goldenpath_gates.slo.queries import narrowed

Rule = dict[str, Any]
RUNBOOK = "docs/runbook.md"
ABOUT = "{{ $labels.slo }} in {{ $labels.namespace }}"
FREEZE = {"severity": "page", "gate": "freeze"}
WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
BURN_RATES = (
    ("1h", "5m", 14.4, "2m", "page"),
    ("6h", "30m", 6, "15m", "page"),
    ("1d", "2h", 3, "1h", "ticket"),
    ("3d", "6h", 1, "3h", "ticket"),
)
"""Long and short window, times the rate that lasts for the whole period, how long, how urgent (The
Site Reliability Workbook, chapter 5). At 14.4 a budget of 30 days is gone in two."""
FREEZE_AFTER = "3h"
BUDGETS: tuple[tuple[int, str, dict[str, str]], ...] = (
    (70, "ticket", {}),
    (90, "page", {}),
    (100, "page", FREEZE),
)
"""Percent of a team's budget, and the labels of the alert."""
MONTH = "30d"
ALIKE = "on (slo, service) group_left ()"
"""Compares what is recorded per namespace with what is the same in each."""
GATES: tuple[Gate, Gate] = ("alert", "freeze")
SLOWLY = "2m"
"""Between evaluations of what looks back a month; a sample lives for five minutes."""


def resource(promises: Promises, budgets: Sequence[Budget]) -> dict[str, Any]:
    """A PrometheusRule."""
    name = promises.service
    groups = {
        f"{name}-objectives": ("1m", [*_objectives(promises), *_ratios(promises)]),
        f"{name}-month": (SLOWLY, [*_budget_left(promises), *_spent(name, budgets)]),
        f"{name}-alerts": ("1m", [*_alerts(promises), *_budget_alerts(name, budgets)]),
    }
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": f"{name}-slo"},
        "spec": {
            "groups": [
                {"name": group, "interval": interval, "rules": rules}
                for group, (interval, rules) in groups.items()
            ]
        },
    }


def _objectives(promises: Promises) -> Iterator[Rule]:
    scope = {"service": promises.service}
    for one in promises.objectives:
        labels = {**scope, "slo": one.name}
        yield _record("slo:objective:target", f"vector({one.target!r})", labels)
        if isinstance(one, Threshold):
            yield _record("slo:objective:value", f"vector({one.value!r})", labels)
            # A quantile of nothing is NaN: no traffic is no sample.
            value = f"({narrowed(one.query, scope, by='namespace')}) > -Inf"
            yield _record("slo:value", value, labels)
            own = _of(promises, [one])
            met = f"slo:value{own} <= bool {ALIKE} slo:objective:value{own}"
            yield _record("slo:met", met, labels)
        bad, total = _counts(one, promises)
        yield _record("slo:bad:5m", bad, labels)
        yield _record("slo:total:5m", total, labels)


def _counts(one: Objective, promises: Promises) -> tuple[str, str]:
    """What is bad, and of how much: requests per second, or 0 or 1 for a slice of time."""
    if isinstance(one, Threshold):
        own = _of(promises, [one])
        bad = f"avg_over_time(slo:met{own}[{one.slice}]) < bool {one.slice_target!r}"
        return bad, f"0 * slo:bad:5m{own} + 1"
    bad, total = (
        f"sum by (namespace) (rate({narrowed(selector, {'service': promises.service})}[5m]))"
        for selector in (one.bad, one.total)
    )
    # What never failed has no series of failures.
    return f"{bad} or 0 * {total}", total


def _ratios(promises: Promises) -> Iterator[Rule]:
    own = _of(promises, promises.objectives)
    for window in WINDOWS:
        bad, total = (f"avg_over_time(slo:{name}:5m{own}[{window}])" for name in ("bad", "total"))
        yield _record(f"slo:error_ratio:{window}", f"{bad} / ({total} > 0)")


def _budget_left(promises: Promises) -> Iterator[Rule]:
    """1 when nothing was bad, 0 when all is spent that the whole window allows; before a window is
    full its traffic is taken to go on as it was."""
    for window, group in groupby(sorted(promises.objectives, key=_window_of), key=_window_of):
        own = _of(promises, group)
        bad = f"sum_over_time(slo:bad:5m{own}[{window}:{STEP_S}s])"
        total = f"(avg_over_time(slo:total:5m{own}[{window}:{STEP_S}s]) > 0)"
        allowed = f"{steps(window)} * (1 - slo:objective:target{own})"
        expression = f"1 - {bad} / {total} / {ALIKE} ({allowed})"
        yield _record("slo:error_budget:left", expression)


def _spent(service: str, budgets: Sequence[Budget]) -> Iterator[Rule]:
    labels = "namespace, team, gen_ai_request_model"
    cost = f'gen_ai_client_cost_usd_total{{service="{service}"}}'
    rate = f"sum by ({labels}) (rate({cost}[5m]))"
    yield _record("slo:cost_usd:rate5m", rate, {"service": service})
    for one in budgets:
        own = {
            **{"service": service, "team": one.team, "model": one.model},
            **{"environment": one.environment, "namespace": f"{service}-{one.environment}"},
        }
        month = f"slo:cost_usd:rate5m{{{one.spends}}}[{MONTH}:{STEP_S}s]"
        usd = ",".join(f"{name}={quoted(value)}" for name, value in own.items())
        spent = f"{STEP_S} * sum(sum_over_time({month})) / on () slo:team_budget:usd{{{usd}}}"
        yield _record("slo:team_budget:usd", f"vector({one.usd!r})", own)
        yield _record("slo:team_budget:spent", spent, own)


def _alerts(promises: Promises) -> Iterator[Rule]:
    alerting, freezing = (list(promises.of(gate)) for gate in GATES)
    if alerting:
        own = _of(promises, alerting)
        for long, short, rate, after, severity in BURN_RATES:
            limit = f"{ALIKE} ({rate} * (1 - slo:objective:target{own}))"
            over = (f"slo:error_ratio:{window}{own} > {limit}" for window in (long, short))
            yield _alert(
                "ErrorBudgetBurn",
                " and ".join(over),
                after,
                {"severity": severity, "window": long},
                f"{ABOUT} spends its error budget {rate} times as fast as it may, for {long}",
            )
    slow = [one for one in freezing if isinstance(one, Threshold)]
    if slow:
        own = _of(promises, slow)
        yield _alert(
            "DeployFreeze",
            f"slo:value{own} > {ALIKE} slo:objective:value{own}",
            FREEZE_AFTER,
            FREEZE,
            f"{ABOUT} is over its target for {FREEZE_AFTER}: no release until it is not",
        )
    if freezing:
        yield _alert(
            "ErrorBudgetSpent",
            f"slo:error_budget:left{_of(promises, freezing)} <= 0",
            None,
            FREEZE,
            f"{ABOUT} has spent its error budget: no release until some is left",
        )


def _budget_alerts(service: str, budgets: Sequence[Budget]) -> Iterator[Rule]:
    for percent, severity, labels in BUDGETS if budgets else ():
        yield _alert(
            "TeamBudget",
            f'slo:team_budget:spent{{service="{service}"}} >= {percent / 100!r}',
            None,
            {"severity": severity, **labels, "percent": str(percent)},
            f"{{{{ $labels.team }}}} has spent {percent} % of what it may spend in a month on "
            "{{ $labels.model }} in {{ $labels.environment }}",
        )


def _record(name: str, expression: str, labels: dict[str, str] | None = None) -> Rule:
    return {"record": name, "expr": expression, **({"labels": labels} if labels else {})}


def _alert(
    name: str, expression: str, after: str | None, labels: dict[str, str], summary: str
) -> Rule:
    return {
        "alert": name,
        "expr": expression,
        **({"for": after} if after else {}),
        "labels": labels,
        "annotations": {"summary": summary, "runbook": f"{RUNBOOK}#{name.lower()}"},
    }


def _of(promises: Promises, objectives: Iterable[Objective]) -> str:
    """The selector of what is recorded of these objectives."""
    names = [one.name for one in objectives]
    every = len(names) == len(promises.objectives)
    slo = "" if every else ',slo=~"{}"'.format("|".join(names))
    return f'{{service="{promises.service}"{slo}}}'


def _window_of(one: Objective) -> str:
    return one.window


def steps(window: str) -> int:
    """How many samples are summed over a window of days or weeks."""
    days = int(window[:-1]) * {"d": 1, "w": 7}[window[-1]]
    return days * 86400 // STEP_S
