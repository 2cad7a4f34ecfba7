"""The observability gate: what Prometheus says of each promise, and what freezes releases."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates.errors import UsageError
from goldenpath_gates.report import Figure, Finding, Judgement, Verdict
from goldenpath_gates.slo import read
from goldenpath_gates.slo.model import Objective, Promises, Ratio
from goldenpath_gates.slo.prometheus import Prometheus, opened
from goldenpath_gates.slo.queries import metric, narrowed, selector
from goldenpath_gates.slo.source import FILENAME

STALE_S = 180.0
"""Seconds after which the newest sample says nothing about now: three scrapes of a minute."""
WINDOW = "5m"
FORMS = {"namespace": "[a-z0-9-]{1,63}", "window": "[1-9][0-9]{0,3}[smhdw]"}
FREEZE, VALUE, SPENT = "slo-freeze", "slo-value", "slo-budget-spent"
BUDGET_LEFT, TARGET = "slo:error_budget:left", "slo:objective:target"


@dataclass
class Observed:
    """`missing` says what could not be judged, and why."""

    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def judgement(self, summary: str) -> Judgement:
        """A broken promise counts, whatever else is missing; without one nothing may be missing."""
        verdict: Verdict = "incomplete" if self.missing else "passed"
        said = "; ".join([summary, *self.missing])
        return Judgement(
            "failed" if self.findings else verdict,
            said,
            tuple(self.figures),
            tuple(self.findings),
            notes=tuple(self.notes),
        )


@dataclass(frozen=True)
class Place:
    """One service in one namespace, as one Prometheus sees it. `window` replaces those that the
    queries of `slo.yaml` look back on."""

    prometheus: Prometheus
    promises: Promises
    namespace: str
    window: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("namespace", self.namespace), ("window", self.window)):
            if value is not None and not re.fullmatch(FORMS[name], value):
                raise UsageError(f"{value[:80]!r} is no {name}")

    @property
    def labels(self) -> dict[str, str]:
        return {"service": self.promises.service, "namespace": self.namespace}


def observe(
    prometheus_url: str,
    root: Path,
    namespace: str,
    env: Mapping[str, str] = os.environ,
    window: str | None = None,
) -> Judgement:
    """Every objective of `slo.yaml` against what was measured in a namespace, its error budget, and
    the alerts that freeze releases. `window` is a duration of Prometheus such as `30m`.

    Raises UsageError for a wrong address or a wrong `slo.yaml`, IncompleteError where Prometheus
    cannot answer; what it knows nothing of makes the verdict incomplete.
    """
    promises = read.promises(root)
    observed = Observed()
    with opened(prometheus_url, env) as prometheus:
        place = Place(prometheus, promises, namespace, window)
        for one in promises.objectives:
            _judge_value(place, one, observed)
            _judge_budget(place, one, observed)
        _judge_freeze(place, observed)
    count = len(promises.objectives)
    return observed.judgement(f"{count} objectives of {promises.service} in {namespace}")


def frozen(
    prometheus_url: str, root: Path, namespace: str, env: Mapping[str, str] = os.environ
) -> Judgement:
    """Whether an alert, or a spent budget behind one, freezes the releases of a namespace; raises
    as `observe`. A promise that is broken just now does not: what mends it has to get out."""
    promises = read.promises(root)
    observed = Observed()
    with opened(prometheus_url, env) as prometheus:
        place = Place(prometheus, promises, namespace)
        for one in promises.of("freeze"):
            _judge_budget(place, one, observed)
        _judge_freeze(place, observed)
    return observed.judgement(f"releases of {promises.service} in {namespace}")


def _judge_value(place: Place, one: Objective, observed: Observed) -> None:
    query, limit = _asked(place, one)
    value = place.prometheus.number(query)
    if value is None:
        _nothing(place, one, observed)
        return
    scraped = f"{metric(query)}{{{selector(place.labels)}}}"
    age = place.prometheus.number(f"time() - max(timestamp({scraped}))")
    if age is None or age > STALE_S:
        old = f"{age:.0f} s old" if age is not None else "gone"
        observed.missing.append(f"{one.name}: the newest sample is {old}")
        return
    # The errors of now spend a budget; only a spent one stops a release.
    passed = None if isinstance(one, Ratio) else value <= limit
    observed.figures.append(Figure(one.name, value, _unit(one), f"<= {limit:g}", passed))
    if passed is False:
        observed.findings.append(
            Finding(
                VALUE,
                f"{one.name} is {value:g} in {place.namespace}, its target is {limit:g}: "
                f"{one.description}",
                FILENAME,
            )
        )


def _asked(place: Place, one: Objective) -> tuple[str, float]:
    """The query, and the limit of its result."""
    if isinstance(one, Ratio):
        bad, total = (
            f"sum(rate({narrowed(each, place.labels)}[{place.window or WINDOW}]))"
            for each in (one.bad, one.total)
        )
        return f"({bad} or 0 * {total}) / ({total} > 0)", round(1 - one.target, 7)
    return narrowed(one.query, place.labels, window=place.window), one.value


def _nothing(place: Place, one: Objective, observed: Observed) -> None:
    what = f"{one.name}: there is no sample of it in {place.namespace}"
    if one.may_be_quiet:
        observed.notes.append(Finding("slo-quiet", what, FILENAME))
    else:
        observed.missing.append(what)


def _judge_budget(place: Place, one: Objective, observed: Observed) -> None:
    own = selector({**place.labels, "slo": one.name})
    left = place.prometheus.number(f"{BUDGET_LEFT}{{{own}}}")
    if left is None:
        if not one.may_be_quiet:
            observed.missing.append(
                f"{one.name}: nobody records its error budget: is rules.yaml in?"
            )
        return
    figure = Figure(f"{one.name}: error budget left", left, "share", "> 0", left > 0)
    observed.figures.append(figure)
    if left <= 0:
        text = f"the error budget of {one.name} in {place.namespace} is spent ({left:.0%} left)"
        observed.findings.append(Finding(SPENT, text, FILENAME))


def _judge_freeze(place: Place, observed: Observed) -> None:
    """Nothing fires where nobody evaluates the rules, so their recordings have to be there."""
    service = selector({"service": place.promises.service})
    if not place.prometheus.samples(f"count({TARGET}{{{service}}})"):
        observed.missing.append("nobody evaluates the alerts that freeze: is rules.yaml loaded?")
        return
    firing = list(_firing(place))
    passed = not firing
    observed.figures.append(Figure("alerts that freeze releases", len(firing), None, "= 0", passed))
    observed.findings.extend(firing)


def _firing(place: Place) -> Iterator[Finding]:
    own = selector({"gate": "freeze", "alertstate": "firing", **place.labels})
    for sample in place.prometheus.samples(f"ALERTS{{{own}}}"):
        labels = sample.labels
        about = labels.get("slo") or labels.get("team") or place.promises.service
        text = f"{labels.get('alertname', 'an alert')} fires for {about} in {place.namespace}"
        yield Finding(FREEZE, f"{text}: releases wait until it does not")


def _unit(one: Objective) -> str | None:
    if isinstance(one, Ratio):
        return "share"
    return "s" if one.percentile else None
