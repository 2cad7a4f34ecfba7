"""Selectors: they pick something, and nothing that is not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from goldenpath_gates.manifests.objects import Object, World, mapping, names
from goldenpath_gates.manifests.pods import Pod, made_elsewhere, pods, selects, within
from goldenpath_gates.manifests.references import ROLLOUT, WORKLOADS
from goldenpath_gates.policy.findings import Found

BUDGET = "PodDisruptionBudget.policy"
SELECTORS = {
    BUDGET: "spec.selector",
    "NetworkPolicy.networking.k8s.io": "spec.podSelector",
    "PodMonitor.monitoring.coreos.com": "spec.selector",
}
SERVICE_MONITOR = "ServiceMonitor.monitoring.coreos.com"
MONITORS = ("PodMonitor.monitoring.coreos.com", SERVICE_MONITOR)
OWN = ("Deployment.apps", "StatefulSet.apps", "DaemonSet.apps", "ReplicaSet.apps", ROLLOUT)
"""What has a selector for the pods that it makes itself."""


def found(world: World) -> Iterator[Found]:
    yield from _own(world)
    yield from _services(world)
    yield from _others(world)
    yield from _shared(world)
    yield from _budgets(world)


def service_pods(world: World, service: Object) -> list[Pod]:
    """None for a Service without a selector, whose endpoints somebody else fills."""
    selector = service.get("spec.selector")
    if not isinstance(selector, Mapping) or not selector:
        return []
    wanted = {"matchLabels": selector}
    return [pod for pod in within(world, service.namespace) if selects(wanted, pod.labels)]


def _own(world: World) -> Iterator[Found]:
    for pod in pods(world):
        selector = pod.maker.get("spec.selector")
        if (
            pod.maker.type in OWN
            and pod.at == ("spec", "template")
            and isinstance(selector, Mapping)
            and not selects(selector, pod.labels)
        ):
            text = "does not select the pods that it makes"
            yield pod.maker.found("manifest-selector", ("spec", "selector"), text)
    for rollout in world.of(ROLLOUT):
        name = str(mapping(rollout.get("spec.workloadRef")).get("name"))
        selector = rollout.get("spec.selector")
        for pod in within(world, rollout.namespace):
            made = pod.maker.type == "Deployment.apps" and pod.maker.name == name
            if made and isinstance(selector, Mapping) and not selects(selector, pod.labels):
                text = f"does not select the pods of {pod.maker.label}, its workloadRef"
                yield rollout.found("manifest-selector", ("spec", "selector"), text)


def _services(world: World) -> Iterator[Found]:
    for service in world.of("Service"):
        selector = service.get("spec.selector")
        if not isinstance(selector, Mapping) or not selector:
            continue
        picked = service_pods(world, service)
        at = ("spec", "selector")
        if not picked and not made_elsewhere(world, service.namespace, {"matchLabels": selector}):
            yield service.found("manifest-selector", at, "selects no pod")
        makers = {pod.maker.label: pod for pod in picked}
        if len({_serves(service, pod) for pod in makers.values()}) > 1:
            text = f"sends requests to the pods of {' and '.join(sorted(makers))}"
            yield service.found("manifest-shared-selector", at, text)


def _serves(service: Object, pod: Pod) -> tuple[frozenset[str], bool]:
    """Two workloads with the same images and ports may be two versions of one."""
    images = {
        re.split(r"[:@][^/]*$", str(container.get("image")))[0]
        for at, container in pod.containers()
        if "containers" in at
    }
    targets = names(service.get("spec.ports"), "targetPort")
    named = {target for target in targets if isinstance(target, str) and not target.isdecimal()}
    return frozenset(images), named <= pod.port_names()


def _others(world: World) -> Iterator[Found]:
    for type_, path in SELECTORS.items():
        for one in world.of(type_):
            selector = one.get(path)
            if not isinstance(selector, Mapping) or not _asks(selector) or _looks_elsewhere(one):
                continue
            picked = any(selects(selector, pod.labels) for pod in within(world, one.namespace))
            if not picked and not made_elsewhere(world, one.namespace, selector):
                yield one.found("manifest-selector", tuple(path.split(".")), "selects no pod")
    for monitor in world.of(SERVICE_MONITOR):
        selector = mapping(monitor.get("spec.selector"))
        services = world.within(monitor.namespace, "Service")
        picked = any(selects(selector, mapping(one.get("metadata.labels"))) for one in services)
        if services and _asks(selector) and not picked and not _looks_elsewhere(monitor):
            yield monitor.found("manifest-selector", ("spec", "selector"), "selects no Service")


def _asks(selector: Mapping[str, Any]) -> bool:
    return bool(selector.get("matchLabels") or selector.get("matchExpressions"))


def _looks_elsewhere(monitor: Object) -> bool:
    namespaces = mapping(monitor.get("spec.namespaceSelector"))
    listed = namespaces.get("matchNames")
    return bool(namespaces.get("any")) or (
        isinstance(listed, list) and monitor.namespace not in listed
    )


def _shared(world: World) -> Iterator[Found]:
    """Two that select the same pods fight over them."""
    owners = [
        (one, mapping(one.get("spec.selector")))
        for one in world.of(*OWN)
        if not one.get("spec.workloadRef")
    ]
    for pod in pods(world):
        for other, selector in owners:
            if (
                other != pod.maker
                and other.namespace == pod.maker.namespace
                and other.type == pod.maker.type
                and _asks(selector)
                and selects(selector, pod.labels)
            ):
                text = f"selects the pods of {pod.maker.label}, too"
                yield other.found("manifest-shared-selector", ("spec", "selector"), text)


def _budgets(world: World) -> Iterator[Found]:
    """A pod of two budgets cannot be evicted at all."""
    for one, other in combinations(world.of(BUDGET), 2):
        if one.namespace == other.namespace and any(
            selects(mapping(one.get("spec.selector")), pod.labels)
            and selects(mapping(other.get("spec.selector")), pod.labels)
            for pod in within(world, one.namespace)
            if pod.maker.type in (*WORKLOADS, "DaemonSet.apps")
        ):
            text = f"selects pods that {one.label} selects, too"
            yield other.found("manifest-shared-selector", ("spec", "selector"), text)
