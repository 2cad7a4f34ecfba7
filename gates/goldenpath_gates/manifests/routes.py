"""Routes of the Gateway API: the listener that takes them in, the Services that they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_gates.manifests.objects import Object, Path, World, each, mapping, space, walk
from goldenpath_gates.manifests.references import (
    GATEWAY,
    HTTP_ROUTE,
    ROLLOUT,
    ROUTES,
    is_missing,
    lost,
)
from goldenpath_gates.policy.findings import Found

GRANT = "ReferenceGrant.gateway.networking.k8s.io"
ROUTERS = "spec.strategy.canary.trafficRouting.plugins"
PLUGIN = "argoproj-labs/gatewayAPI"


def found(world: World) -> Iterator[Found]:
    for route in world.of(*ROUTES):
        for index, parent in each(route.get("spec.parentRefs")):
            yield from _entered(world, route, ("spec", "parentRefs", index), parent)
        for at, backend in walk(route.contents, "spec.rules[].backendRefs[]"):
            yield from _granted(world, route, at, mapping(backend))
    for rollout in world.of(ROLLOUT):
        yield from _shifted(world, rollout)


def _entered(world: World, route: Object, at: Path, parent: Mapping[str, Any]) -> Iterator[Found]:
    yield from lost(world, "manifest-gateway", route, at, parent, GATEWAY)
    if parent.get("kind", "Gateway") != "Gateway":
        return
    namespace = space(parent.get("namespace", route.namespace))
    gateway = world.one(namespace, str(parent.get("name")), GATEWAY)
    if gateway is None:
        return
    section, port = parent.get("sectionName"), parent.get("port")
    listeners = [
        listener
        for _, listener in each(gateway.get("spec.listeners"))
        if section in (None, listener.get("name")) and port in (None, listener.get("port"))
    ]
    if not listeners:
        wanted = section if section is not None else f"on port {port}"
        yield route.found(
            "manifest-gateway", at, f"asks {gateway.label} for the listener {wanted}: it has none"
        )
    elif route.namespace != gateway.namespace and all(map(_keeps_out, listeners)):
        text = f"is not let in by {gateway.label}, which takes routes of its own namespace only"
        yield route.found("manifest-gateway", at, text)
    elif not any(_meets(route.get("spec.hostnames"), listener) for listener in listeners):
        text = f"has no host that a listener of {gateway.label} serves"
        yield route.found("manifest-gateway", at, text)


def _keeps_out(listener: Mapping[str, Any]) -> bool:
    allowed = mapping(mapping(listener.get("allowedRoutes")).get("namespaces"))
    return bool(allowed.get("from", "Same") == "Same")


def _meets(hostnames: Any, listener: Mapping[str, Any]) -> bool:
    served = listener.get("hostname")
    if not served or not isinstance(hostnames, list) or not hostnames:
        return True
    return any(
        _covers(str(served), str(name)) or _covers(str(name), str(served)) for name in hostnames
    )


def _covers(pattern: str, name: str) -> bool:
    return pattern == name or (pattern.startswith("*.") and name.endswith(pattern[1:]))


def _granted(world: World, route: Object, at: Path, backend: Mapping[str, Any]) -> Iterator[Found]:
    """Who is led to from another namespace has to agree."""
    namespace = space(backend.get("namespace", route.namespace))
    if namespace == route.namespace or not world.one(
        namespace, str(backend.get("name")), "Service"
    ):
        return
    agreed = (
        space(source.get("namespace"))
        for grant in world.within(namespace, GRANT)
        for _, source in each(grant.get("spec.from"))
        if source.get("kind") == route.kind
    )
    if route.namespace not in agreed:
        text = f"leads to the namespace {namespace}, where no ReferenceGrant lets it in"
        yield route.found("manifest-reference-grant", at, text)


def _shifted(world: World, rollout: Object) -> Iterator[Found]:
    """The route whose weights the controller sets: it has both Services to set them for."""
    settings = mapping(mapping(rollout.get(ROUTERS)).get(PLUGIN))
    names = [
        settings.get("httpRoute"),
        *(one.get("name") for _, one in each(settings.get("httpRoutes"))),
    ]
    at = (*ROUTERS.split("."), PLUGIN)
    said = settings.get("namespace")
    if isinstance(said, str) and rollout.namespace and space(said) != rollout.namespace:
        text = f"has its routes looked for in the namespace {said}, it is in {rollout.namespace}"
        yield rollout.found("manifest-namespace", (*at, "namespace"), text)
        return
    for name in (name for name in names if name is not None):
        if is_missing(world, HTTP_ROUTE, name, rollout.namespace):
            yield rollout.found(
                "manifest-route", at, f"shifts traffic by the HTTPRoute {name}: not here"
            )
        elif route := world.one(rollout.namespace, str(name), HTTP_ROUTE):
            wanted = {
                str(service)
                for key in ("stableService", "canaryService")
                if (service := rollout.get(f"spec.strategy.canary.{key}"))
            }
            if not any(wanted <= _services(rule) for _, rule in each(route.get("spec.rules"))):
                services = " and ".join(sorted(wanted))
                text = f"shifts traffic by {route.label}, which has no rule with {services}"
                yield rollout.found("manifest-route", at, text)


def _services(rule: Mapping[str, Any]) -> set[str]:
    return {str(backend.get("name")) for _, backend in each(rule.get("backendRefs"))}
