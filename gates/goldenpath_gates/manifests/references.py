"""Names that lead to another object: it has to be there, in the namespace that is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from goldenpath_gates.manifests import pods
from goldenpath_gates.manifests.objects import Object, Path, World, mapping, space, walk
from goldenpath_gates.policy.findings import Found

ROLLOUT = "Rollout.argoproj.io"
INGRESS = "Ingress.networking.k8s.io"
GATEWAY = "Gateway.gateway.networking.k8s.io"
HTTP_ROUTE = "HTTPRoute.gateway.networking.k8s.io"
ROUTES = (HTTP_ROUTE, "GRPCRoute.gateway.networking.k8s.io")
BINDINGS = ("RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io")
AUTOSCALERS = ("HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh")
WORKLOADS = ("Deployment.apps", "StatefulSet.apps", "ReplicaSet.apps", ROLLOUT)
OURS = frozenset(
    {"Service", "ServiceAccount", "ConfigMap", "AnalysisTemplate.argoproj.io", *WORKLOADS, *ROUTES}
)
"""Types that a service brings itself. One of another type may be somebody else's, unless there are
others of it here."""
GIVEN = {
    "ConfigMap": ("kube-root-ca.crt",),
    "ServiceAccount": ("default",),
    "Role.rbac.authorization.k8s.io": ("extension-apiserver-authentication-reader", "system:*"),
    "ClusterRole.rbac.authorization.k8s.io": ("cluster-admin", "admin", "edit", "view", "system:*"),
}
"""What every cluster has without being asked."""


@dataclass(frozen=True)
class Name:
    """At `path` of an object of type `owner` is a name of a `to`."""

    rule: str
    owner: str
    path: str
    to: str


@dataclass(frozen=True)
class Reference:
    """At `path` are kind and name, perhaps group and namespace; `default` is the usual type."""

    rule: str
    owner: str
    path: str
    default: str = ""


CANARY, BLUE_GREEN = "spec.strategy.canary", "spec.strategy.blueGreen"
TRAFFIC = f"{CANARY}.trafficRouting"
NAMES = (
    *(
        Name("manifest-service", ROLLOUT, path, "Service")
        for path in (
            *(f"{CANARY}.canaryService", f"{CANARY}.stableService"),
            *(f"{CANARY}.pingPong.pingService", f"{CANARY}.pingPong.pongService"),
            *(f"{BLUE_GREEN}.activeService", f"{BLUE_GREEN}.previewService"),
        )
    ),
    *(
        Name("manifest-route", ROLLOUT, f"{TRAFFIC}.{path}", INGRESS)
        for path in ("nginx.stableIngress", "nginx.stableIngresses[]", "alb.ingress")
    ),
    Name(
        "manifest-route",
        ROLLOUT,
        f"{TRAFFIC}.istio.virtualService.name",
        "VirtualService.networking.istio.io",
    ),
    *(
        Name("manifest-service-account", maker, path, "ServiceAccount")
        for maker, template in pods.TEMPLATES.items()
        for path in (f"{template}.spec.serviceAccountName",)
    ),
    Name("manifest-service-account", "Pod", "spec.serviceAccountName", "ServiceAccount"),
)
REFERENCES = (
    Reference("manifest-target", ROLLOUT, "spec.workloadRef"),
    Reference("manifest-target", "Canary.flagger.app", "spec.targetRef"),
    Reference("manifest-target", "VerticalPodAutoscaler.autoscaling.k8s.io", "spec.targetRef"),
    *(
        Reference("manifest-target", owner, "spec.scaleTargetRef", "Deployment.apps")
        for owner in AUTOSCALERS
    ),
    *(Reference("manifest-role", owner, "roleRef") for owner in BINDINGS),
    *(Reference("manifest-role", owner, "subjects[]") for owner in BINDINGS),
    *(
        Reference("manifest-service", owner, f"spec.rules[].{path}", "Service")
        for owner in ROUTES
        for path in ("backendRefs[]", "filters[].requestMirror.backendRef")
    ),
)


def found(world: World) -> Iterator[Found]:
    for name in NAMES:
        for owner in world.of(name.owner):
            for at, value in walk(owner.contents, name.path):
                yield from lost_name(world, name.rule, owner, at, name.to, value, owner.namespace)
    for rule, owner, at, value, default in _references(world):
        yield from lost(world, rule, owner, at, value, default)


def _references(world: World) -> Iterator[tuple[str, Object, Path, Any, str]]:
    for reference in REFERENCES:
        for owner in world.of(reference.owner):
            for at, value in walk(owner.contents, reference.path):
                yield reference.rule, owner, at, value, reference.default
    for owner, at, value in backends(world):
        yield "manifest-service", owner, at, value, "Service"
    for owner in world.objects:
        for at, value in _targets(owner):
            yield "manifest-policy-target", owner, at, value, ""


def backends(world: World) -> Iterator[tuple[Object, Path, Mapping[str, Any]]]:
    """Of each Ingress, without those that only stand for what an annotation says."""
    for ingress in world.of(INGRESS):
        for path in ("spec.rules[].http.paths[].backend.service", "spec.defaultBackend.service"):
            for at, backend in walk(ingress.contents, path):
                if mapping(mapping(backend).get("port")).get("name") != "use-annotation":
                    yield ingress, at, mapping(backend)


def _targets(owner: Object) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """What a policy of a gateway holds for; by their form, since every gateway has its own."""
    for path in ("spec.targetRef", "spec.targetRefs[]"):
        for at, value in walk(owner.contents, path):
            if isinstance(value, Mapping) and owner.kind.endswith("Policy"):
                yield at, value


def lost(
    world: World, rule: str, owner: Object, at: Path, reference: Any, default: str = ""
) -> Iterator[Found]:
    """A finding where a reference leads to nothing that is here and should be."""
    if not isinstance(reference, Mapping):
        return
    namespace = space(reference.get("namespace", owner.namespace))
    yield from lost_name(
        world,
        rule,
        owner,
        (*at, "name"),
        type_of(reference, default),
        reference.get("name"),
        namespace,
    )


def type_of(reference: Mapping[str, Any], default: str = "") -> str:
    """As `Object.type`, from kind and `group` or `apiVersion`."""
    usual, _, usual_group = default.partition(".")
    kind = str(reference.get("kind") or usual)
    group = reference.get("group", reference.get("apiGroup"))
    if group is None and "apiVersion" in reference:
        version, slash, _ = str(reference["apiVersion"]).partition("/")
        group = version if slash else ""
    if group is None and kind == usual:
        group = usual_group
    return f"{kind}.{group}" if group else kind


def lost_name(
    world: World, rule: str, owner: Object, at: Path, to: str, name: Any, namespace: str
) -> Iterator[Found]:
    if is_missing(world, to, name, namespace, own=namespace == owner.namespace):
        near = get_close_matches(str(name), [one.name for one in world.within(namespace, to)], 1)
        hint = f", there is {near[0]}" if near else ""
        where = f" in the namespace {namespace}" if namespace else ""
        yield owner.found(
            rule, at, f"names the {to.partition('.')[0]} {name}{where}: not here{hint}"
        )


def is_missing(world: World, to: str, name: Any, namespace: str, *, own: bool = True) -> bool:
    """Whether it should be here and is not: never of what somebody else may bring, such as what is
    in a namespace that is not the owner's."""
    given = any(fnmatchcase(str(name), pattern) for pattern in GIVEN.get(to, ()))
    if not isinstance(name, str) or namespace not in world.namespaces or given:
        return False
    ours = to in OURS or to.endswith(".apps")  # a Rollout of `apps` is none
    brought = (own and ours) or bool(world.within(namespace, to))
    return brought and not world.one(namespace, name, to)
