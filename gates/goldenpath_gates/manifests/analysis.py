"""Analyses: their arguments, conditions that can be read, queries that can be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.manifests import expressions, promql
from goldenpath_gates.manifests.labels import MONITORS
from goldenpath_gates.manifests.objects import Object, Path, World, each, mapping, walk
from goldenpath_gates.manifests.references import ROLLOUT, lost_name
from goldenpath_gates.policy.findings import Found

TEMPLATE, CLUSTER_TEMPLATE = "AnalysisTemplate.argoproj.io", "ClusterAnalysisTemplate.argoproj.io"
BLOCKS = (
    *("spec.strategy.canary.analysis", "spec.strategy.canary.steps[].analysis"),
    *(
        "spec.strategy.blueGreen.prePromotionAnalysis",
        "spec.strategy.blueGreen.postPromotionAnalysis",
    ),
)
EXPERIMENTS = "spec.strategy.canary.steps[].experiment.analyses[]"
USED = re.compile(r"\{\{\s*args\.([^\s{}]+)\s*\}\}")
CONDITIONS = ("successCondition", "failureCondition")
HASH, LABEL = "rollouts_pod_template_hash", "rollouts-pod-template-hash"
WRONG_HASH = re.compile(r"(?<!\w)pod_template_hash(?=\s*(?:=|!))")


@dataclass(frozen=True)
class Run:
    """Templates that are started together, with what they are given."""

    owner: Object
    at: Path
    templates: tuple[tuple[Path, Mapping[str, Any]], ...]
    given: Mapping[str, Mapping[str, Any]]

    @property
    def hashes(self) -> set[str]:
        """The arguments that say which pods are the canary's."""
        return {
            name
            for name, argument in self.given.items()
            if "podTemplateHashValue" in mapping(argument.get("valueFrom"))
        }


def found(world: World) -> Iterator[Found]:
    runs = [run for rollout in world.of(ROLLOUT) for run in _runs(rollout)]
    for run in runs:
        yield from _started(world, run)
    for template in world.of(TEMPLATE, CLUSTER_TEMPLATE):
        hashes = {name for run in runs for name in run.hashes if template in _resolved(world, run)}
        yield from _template(world, template, hashes)
    for rule in world.of("PrometheusRule.monitoring.coreos.com"):
        for at, query in walk(rule.contents, "spec.groups[].rules[].expr"):
            yield from _asked(rule, at, query)
    for scaled in world.of("ScaledObject.keda.sh"):
        for at, query in walk(scaled.contents, "spec.triggers[].metadata.query"):
            if scaled.get("spec.triggers") and _is_prometheus(scaled, at):
                yield from _asked(scaled, at, query)


def _is_prometheus(scaled: Object, at: Path) -> bool:
    triggers = dict(each(scaled.get("spec.triggers")))
    return mapping(triggers.get(int(at[2]))).get("type") == "prometheus"


def _runs(rollout: Object) -> Iterator[Run]:
    for path in BLOCKS:
        for at, block in walk(rollout.contents, path):
            listed = each(mapping(block).get("templates"))
            templates = tuple(((*at, "templates", index), one) for index, one in listed)
            yield Run(rollout, at, templates, _named(mapping(block).get("args")))
    for at, one in walk(rollout.contents, EXPERIMENTS):
        yield Run(rollout, at, ((at, mapping(one)),), _named(mapping(one).get("args")))


def _named(listed: Any) -> dict[str, Mapping[str, Any]]:
    return {str(one.get("name")): one for _, one in each(listed)}


def _type(reference: Mapping[str, Any]) -> str:
    return CLUSTER_TEMPLATE if reference.get("clusterScope") else TEMPLATE


def _resolved(world: World, run: Run) -> list[Object]:
    """The templates that are here, with those that they are made of."""
    reached: list[Object] = []
    waiting = [(run.owner.namespace, reference) for _, reference in run.templates]
    while waiting:
        namespace, reference = waiting.pop()
        one = world.one(namespace, str(reference.get("templateName")), _type(reference))
        if one and one not in reached:
            reached.append(one)
            waiting += [(namespace, inner) for _, inner in each(one.get("spec.templates"))]
    return reached


def _started(world: World, run: Run) -> Iterator[Found]:
    namespace = run.owner.namespace
    missing = False
    for at, reference in run.templates:
        lost = lost_name(
            world,
            "manifest-analysis",
            run.owner,
            (*at, "templateName"),
            _type(reference),
            reference.get("templateName"),
            namespace,
        )
        yield from lost
        missing = missing or not world.one(
            namespace, str(reference.get("templateName")), _type(reference)
        )
    declared: dict[str, bool] = {}
    for template in _resolved(world, run):
        for name, argument in _named(template.get("spec.args")).items():
            declared[name] = declared.get(name, False) or bool(
                {"value", "valueFrom"} & set(argument)
            )
    for name, has_value in declared.items():
        if not has_value and name not in run.given:
            text = f"starts an analysis without its argument {name}, which has no value of its own"
            yield run.owner.found("manifest-argument", run.at, text)
    if missing:  # it may declare any
        return
    for name in run.given:
        if name not in declared:
            text = f"gives an analysis the argument {name}, which none of its templates declares"
            yield run.owner.found("manifest-argument", (*run.at, "args"), text)


def _template(world: World, template: Object, hashes: set[str]) -> Iterator[Found]:
    arguments = _named(template.get("spec.args"))
    for index, metric in each(template.get("spec.metrics")):
        at: Path = ("spec", "metrics", index)
        name = metric.get("name")
        used = {match for text in _texts(metric) for match in USED.findall(text)}
        for lacking in sorted(used - set(arguments)):
            text = f"uses the argument {lacking} in its metric {name}, and does not declare it"
            yield template.found("manifest-argument", at, text)
        for key in CONDITIONS:
            if isinstance(condition := metric.get(key), str) and condition.strip():
                try:
                    expressions.check(_filled(condition, arguments, "1"))
                except expressions.UnreadableError as error:
                    text = f"has a {key} in its metric {name} that cannot be read: {error}"
                    yield template.found("manifest-expression", (*at, key), text)
        query = mapping(mapping(metric.get("provider")).get("prometheus")).get("query")
        place: Path = (*at, "provider", "prometheus", "query")
        if isinstance(query, str):
            yield from _asked(template, place, query, arguments)
            yield from _canary(world, template, place, query, hashes)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _filled(text: str, arguments: Mapping[str, Mapping[str, Any]], otherwise: str) -> str:
    """With what the arguments are by themselves, and a stand-in for what they are given."""
    return USED.sub(lambda used: str(arguments.get(used[1], {}).get("value") or otherwise), text)


def _asked(
    owner: Object, at: Path, query: Any, arguments: Mapping[str, Mapping[str, Any]] | None = None
) -> Iterator[Found]:
    if not isinstance(query, str):
        return
    problems = [promql.problem(_filled(query, arguments or {}, each)) for each in ("x", "1", "5m")]
    if all(problems):
        yield owner.found(
            "manifest-promql", at, f"has a query that Prometheus refuses: {problems[0]}"
        )


def _canary(
    world: World, template: Object, at: Path, query: str, hashes: set[str]
) -> Iterator[Found]:
    if WRONG_HASH.search(query):
        text = "asks by pod_template_hash, which is a Deployment's and not the Rollout's"
        yield template.found("manifest-canary-label", at, text)
    elif hashes and not hashes & set(USED.findall(query)):
        text = f"is given {' and '.join(sorted(hashes))} and asks about all pods, not the canary's"
        yield template.found("manifest-canary-label", at, text)
    monitors = world.within(template.namespace, *MONITORS)
    if re.search(rf"(?<!\w){HASH}(?!\w)", query) and monitors and not any(map(_carries, monitors)):
        text = f"asks by {HASH}, which no monitor here puts on what it reads"
        yield template.found("manifest-canary-label", at, text)


def _carries(monitor: Object) -> bool:
    labels = monitor.get("spec.podTargetLabels")
    if isinstance(labels, list) and LABEL in labels:
        return True
    endpoints: Iterable[tuple[int, Mapping[str, Any]]] = (
        *each(monitor.get("spec.podMetricsEndpoints")),
        *each(monitor.get("spec.endpoints")),
    )
    return any(
        rule.get("targetLabel") == HASH or "labelmap" in str(rule.get("action")).lower()
        for _, endpoint in endpoints
        for _, rule in each(endpoint.get("relabelings"))
    )
