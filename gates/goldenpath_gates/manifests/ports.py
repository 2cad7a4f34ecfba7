"""Ports: one that is named has to exist under that name, one by number to be offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_gates.manifests.labels import MONITORS, SERVICE_MONITOR, service_pods
from goldenpath_gates.manifests.objects import (
    Object,
    Path,
    World,
    each,
    mapping,
    names,
    space,
    walk,
)
from goldenpath_gates.manifests.pods import Pod, pods, selects, within
from goldenpath_gates.manifests.references import ROUTES, backends, type_of
from goldenpath_gates.policy.findings import Found

RULE = "manifest-port"
PROBES = (
    *("livenessProbe", "readinessProbe", "startupProbe"),
    *("lifecycle.postStart", "lifecycle.preStop"),
)


def found(world: World) -> Iterator[Found]:
    for pod in pods(world):
        yield from _probes(pod)
    for service in world.of("Service"):
        yield from _targets(world, service)
    for route in world.of(*ROUTES):
        for at, backend in walk(route.contents, "spec.rules[].backendRefs[]"):
            yield from _backend(world, route, at, mapping(backend))
    for ingress, at, backend in backends(world):
        port = mapping(backend.get("port"))
        wanted = port.get("name", port.get("number"))
        yield from _offered(world, ingress, at, backend.get("name"), ingress.namespace, wanted)
    for monitor in world.of(*MONITORS):
        yield from _scraped(world, monitor)


def _probes(pod: Pod) -> Iterator[Found]:
    for at, container in pod.containers():
        named = names(container.get("ports"), "name")
        for probe in PROBES:
            for action in ("httpGet", "tcpSocket"):
                for place, port in walk(container, f"{probe}.{action}.port"):
                    if _is_name(port) and port not in named:
                        who = f"its container {container.get('name')}"
                        text = f"asks {who} at the port {port}: it has none of that name"
                        yield pod.maker.found(RULE, (*at, *place), text)


def _is_name(port: Any) -> bool:
    return isinstance(port, str) and not port.isdecimal()


def _targets(world: World, service: Object) -> Iterator[Found]:
    picked = service_pods(world, service)
    for index, port in each(service.get("spec.ports")):
        target = port.get("targetPort")
        if picked and _is_name(target) and not any(target in pod.port_names() for pod in picked):
            text = f"leads to the port {target}: no container of its pods has one of that name"
            yield service.found(RULE, ("spec", "ports", index, "targetPort"), text)


def _backend(world: World, route: Object, at: Path, backend: Mapping[str, Any]) -> Iterator[Found]:
    if type_of(backend, "Service") == "Service":
        namespace = space(backend.get("namespace", route.namespace))
        yield from _offered(world, route, at, backend.get("name"), namespace, backend.get("port"))


def _offered(
    world: World, owner: Object, at: Path, name: Any, namespace: str, wanted: Any
) -> Iterator[Found]:
    service = world.one(namespace, str(name), "Service")
    if (
        service is None
        or not isinstance(wanted, str | int)
        or service.get("spec.type") == "ExternalName"
    ):
        return
    offered = names(service.get("spec.ports"), "name", "port")
    if wanted not in offered:
        yield owner.found(
            RULE, (*at, "port"), f"leads to the port {wanted} of {service.label}: it has none"
        )


def _scraped(world: World, monitor: Object) -> Iterator[Found]:
    selector = mapping(monitor.get("spec.selector"))
    if monitor.type == SERVICE_MONITOR:
        path, offered = (
            "spec.endpoints[].port",
            [
                names(service.get("spec.ports"), "name")
                for service in world.within(monitor.namespace, "Service")
                if selects(selector, mapping(service.get("metadata.labels")))
            ],
        )
    else:
        path, offered = (
            "spec.podMetricsEndpoints[].port",
            [
                pod.port_names()
                for pod in within(world, monitor.namespace)
                if selects(selector, pod.labels)
            ],
        )
    for at, port in walk(monitor.contents, path):
        if offered and isinstance(port, str) and not any(port in one for one in offered):
            text = f"reads metrics at the port {port}: nothing that it selects has one of that name"
            yield monitor.found(RULE, at, text)
