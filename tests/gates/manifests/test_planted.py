"""A fresh service: nothing is found in what it ships, and every fault that is planted there is."""

from __future__ import annotations

import copy
import shutil
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.manifests import lint
from goldenpath_gates.policy.collect import manifests
from goldenpath_gates.policy.document import Document

from tests.support import Workshop, require

PRODUCTION, DELIVERY = "production", "deploy/argocd"
CANARY = ("spec", "strategy", "canary")
GATEWAY_PLUGIN = (*CANARY, "trafficRouting", "plugins", "argoproj-labs/gatewayAPI")
CONTAINER = ("spec", "template", "spec", "containers", 0)
POLICY = ("spec", "targetRefs", 0)
Fault = tuple[str, str, tuple[str | int, ...], Any]


def faults() -> list[Fault]:
    """Rule, kind of the object, where in it, and what is written there; `None` removes it."""
    nobody = {"app.kubernetes.io/name": "nobody"}
    metric = ("spec", "metrics", 0)
    query = (*metric, "provider", "prometheus", "query")
    step = {"setHeaderRoute": {"name": "cohorts", "match": []}}
    return [
        ("manifest-target", "Rollout", ("spec", "workloadRef", "name"), "answer"),
        ("manifest-target", "ScaledObject", ("spec", "scaleTargetRef", "name"), "answer"),
        ("manifest-target", "ScaledObject", ("spec", "scaleTargetRef", "apiVersion"), "apps/v1"),
        ("manifest-service", "Rollout", (*CANARY, "canaryService"), "canary"),
        ("manifest-service", "Rollout", (*CANARY, "stableService"), "stable"),
        ("manifest-service", "HTTPRoute", ("spec", "rules", 0, "backendRefs", 0, "name"), "x"),
        ("manifest-port", "HTTPRoute", ("spec", "rules", 0, "backendRefs", 0, "port"), 8000),
        ("manifest-port", "Service", ("spec", "ports", 0, "targetPort"), "web"),
        ("manifest-port", "Deployment", (*CONTAINER, "readinessProbe", "httpGet", "port"), "web"),
        ("manifest-port", "Deployment", (*CONTAINER, "ports", 0, "name"), "web"),
        ("manifest-port", "PodMonitor", ("spec", "podMetricsEndpoints", 0, "port"), "metrics"),
        ("manifest-route", "HTTPRoute", ("spec", "rules", 0, "backendRefs", 1), None),
        ("manifest-route", "Rollout", (*GATEWAY_PLUGIN, "httpRoutes", 0, "name"), "answer"),
        ("manifest-namespace", "Rollout", (*GATEWAY_PLUGIN, "namespace"), "elsewhere"),
        ("manifest-namespace", "ConfigMap", ("metadata", "namespace"), None),
        ("manifest-gateway", "HTTPRoute", ("spec", "parentRefs", 0, "name"), "answer"),
        ("manifest-gateway", "HTTPRoute", ("spec", "parentRefs", 0, "sectionName"), "nowhere"),
        ("manifest-policy-target", "SecurityPolicy", (*POLICY, "name"), "answer"),
        ("manifest-policy-target", "BackendTrafficPolicy", (*POLICY, "name"), "answer"),
        ("manifest-service-account", "Deployment", (*CONTAINER[:-2], "serviceAccountName"), "x"),
        ("manifest-config", "Deployment", (*CONTAINER, "envFrom", 0, "configMapRef", "name"), "x"),
        ("manifest-volume", "Deployment", (*CONTAINER, "volumeMounts", 0, "name"), "temporary"),
        ("manifest-volume", "Deployment", (*CONTAINER[:-2], "volumes", 0), None),
        ("manifest-replicas", "Deployment", ("spec", "replicas"), 2),
        ("manifest-replicas", "Deployment", ("spec", "replicas"), None),
        ("manifest-scaling", "Rollout", ("spec", "replicas"), 3),
        ("manifest-scaling", "ScaledObject", ("spec", "minReplicaCount"), 5000),
        ("manifest-selector", "Service", ("spec", "selector"), nobody),
        ("manifest-selector", "PodMonitor", ("spec", "selector", "matchLabels"), nobody),
        ("manifest-selector", "PodDisruptionBudget", ("spec", "selector", "matchLabels"), nobody),
        ("manifest-selector", "Deployment", ("spec", "selector", "matchLabels"), nobody),
        ("manifest-selector", "Rollout", ("spec", "selector", "matchLabels"), nobody),
        (
            "manifest-analysis",
            "Rollout",
            (*CANARY, "analysis", "templates", 0, "templateName"),
            "x",
        ),
        ("manifest-argument", "Rollout", (*CANARY, "analysis", "args", 0), None),
        ("manifest-argument", "Rollout", (*CANARY, "analysis", "args", 1, "name"), "hash"),
        ("manifest-argument", "AnalysisTemplate", ("spec", "args", 0), None),
        ("manifest-expression", "AnalysisTemplate", (*metric, "successCondition"), "result[0 > 1"),
        ("manifest-expression", "AnalysisTemplate", (*metric, "failureCondition"), "results > 1"),
        ("manifest-promql", "AnalysisTemplate", query, "sum(rate("),
        ("manifest-promql", "PrometheusRule", ("spec", "groups", 0, "rules", 0, "expr"), "sum(x"),
        ("manifest-canary-label", "AnalysisTemplate", query, 'sum(x{pod_template_hash="a"})'),
        ("manifest-canary-label", "PodMonitor", ("spec", "podTargetLabels"), None),
        ("manifest-managed-route", "Rollout", (*CANARY, "steps", 2), step),
        ("manifest-weights", "Rollout", (*CANARY, "steps", 5, "setWeight"), 500),
        ("manifest-weights", "Rollout", (*CANARY, "steps", 5, "setWeight"), 60),
        ("manifest-weights", "Rollout", (*CANARY, "steps", 6), None),
        ("manifest-strategy", "Rollout", ("spec", "strategy", "blueGreen"), {}),
        ("manifest-strategy", "Rollout", ("spec", "workloadRef"), None),
        ("manifest-project", "Application", ("spec", "project"), "default-of-answers"),
        ("manifest-project", "Application", ("spec", "destination", "namespace"), "kube-system"),
        ("manifest-source", "Application", ("spec", "source", "path"), "deploy/overlays/stage"),
        ("manifest-variable", "ApplicationSet", ("spec", "template", "metadata", "name"), "{{.x}}"),
    ]


@pytest.fixture(scope="module")
def shipped(workshop: Workshop) -> list[Document]:
    require(shutil.which("kubectl"), "kubectl")
    service: Path = workshop.once("linted", lambda folder: _rendered(workshop, folder))
    return list(manifests.documents(service, config.load(service).policy, {}))


def _rendered(workshop: Workshop, folder: Path) -> None:
    shutil.copytree(workshop.render("defaults"), folder, dirs_exist_ok=True, symlinks=True)


def test_nothing_is_found_in_a_fresh_service(shipped: list[Document]) -> None:
    assert {one.group.rpartition("/")[2] for one in shipped} >= {"staging", "preview", "argocd"}
    assert [f"{one.path}: {one.rule} {one.text}" for one in lint(shipped)] == []


@pytest.mark.parametrize(
    "fault", faults(), ids=lambda fault: f"{fault[0]}-{'.'.join(map(str, fault[2][-2:]))}"
)
def test_what_is_planted_is_found(shipped: list[Document], fault: Fault) -> None:
    rule, kind, at, value = fault
    assert rule in {one.rule for one in lint(planted(shipped, kind, at, value))}


def planted(
    shipped: list[Document], kind: str, at: tuple[str | int, ...], value: Any
) -> list[Document]:
    """In production where the kind is there, else in what delivers it."""
    for number, document in enumerate(shipped):
        where = PRODUCTION in document.group or document.group == DELIVERY
        if where and document.contents["kind"] == kind and _has(document.contents, at[:-1]):
            contents = copy.deepcopy(document.contents)
            holder = reduce(lambda one, step: one[step], at[:-1], contents)
            if value is None:
                del holder[at[-1]]
            else:
                holder[at[-1]] = value
            changed = Document("kubernetes", document.path, contents, group=document.group)
            return [*shipped[:number], changed, *shipped[number + 1 :]]
    raise AssertionError(f"no {kind} has {at}: nothing is planted")


def _has(contents: Any, at: tuple[str | int, ...]) -> bool:
    try:
        reduce(lambda one, step: one[step], at, contents)
    except (KeyError, IndexError, TypeError):
        return False
    return True
