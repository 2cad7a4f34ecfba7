"""Who decides how many replicas there are: one, and not the manifest as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from goldenpath_gates.manifests.objects import Object, World, mapping
from goldenpath_gates.manifests.references import AUTOSCALERS, ROLLOUT, type_of
from goldenpath_gates.policy.findings import Found

RULE = "manifest-scaling"
BOUNDS = {
    "HorizontalPodAutoscaler.autoscaling": ("minReplicas", "maxReplicas"),
    "ScaledObject.keda.sh": ("minReplicaCount", "maxReplicaCount"),
}


def found(world: World) -> Iterator[Found]:
    scalers: dict[Object, list[Object]] = defaultdict(list)
    for scaler in world.of(*AUTOSCALERS):
        yield from _bounds(scaler)
        reference = mapping(scaler.get("spec.scaleTargetRef"))
        type_ = type_of(reference, "Deployment.apps")
        if target := world.one(scaler.namespace, str(reference.get("name")), type_):
            scalers[target].append(scaler)
    for target, by in scalers.items():
        yield from _scaled(world, target, by)


def _bounds(scaler: Object) -> Iterator[Found]:
    least, most = (mapping(scaler.get("spec")).get(key) for key in BOUNDS[scaler.type])
    if isinstance(least, int) and isinstance(most, int) and least > most:
        text = f"keeps at least {least} replicas and at most {most}"
        yield scaler.found(RULE, ("spec", BOUNDS[scaler.type][0]), text)


def _scaled(world: World, target: Object, by: list[Object]) -> Iterator[Found]:
    for other in by[1:]:
        text = f"scales {target.label}, which {by[0].label} scales already"
        yield other.found(RULE, ("spec", "scaleTargetRef"), text)
    for rollout in world.within(target.namespace, ROLLOUT):
        reference = mapping(rollout.get("spec.workloadRef"))
        if reference and type_of(reference) == target.type and reference.get("name") == target.name:
            text = f"scales {target.label}, whose pods {rollout.label} makes: scale that"
            yield by[0].found(RULE, ("spec", "scaleTargetRef"), text)
            return
    if (replicas := target.get("spec.replicas")) is not None:
        text = f"says replicas: {replicas}, and {by[0].label} scales it: each undoes the other"
        yield target.found(RULE, ("spec", "replicas"), text)
