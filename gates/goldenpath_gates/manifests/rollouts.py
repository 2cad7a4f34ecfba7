"""Rollouts: what the controller would refuse, or do otherwise than it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from goldenpath_gates.manifests.objects import Object, Path, World, each, mapping, names
from goldenpath_gates.manifests.references import ROLLOUT
from goldenpath_gates.policy.findings import Found

STEPS: Path = ("spec", "strategy", "canary", "steps")
WAITS = frozenset({"pause", "analysis", "experiment", "plugin"})


def found(world: World) -> Iterator[Found]:
    for rollout in world.of(ROLLOUT):
        yield from _strategy(rollout)
        yield from _workload(world, rollout)
        canary = mapping(rollout.get("spec.strategy.canary"))
        steps = list(each(canary.get("steps")))
        yield from _weights(rollout, canary, steps)
        yield from _managed(rollout, canary, steps)


def _strategy(rollout: Object) -> Iterator[Found]:
    strategy = rollout.get("spec.strategy")
    at: Path = ("spec", "strategy")
    if isinstance(strategy, Mapping) and len({"canary", "blueGreen"} & set(strategy)) != 1:
        yield rollout.found("manifest-strategy", at, "needs one of canary and blueGreen")
    for kind, one, other in (
        ("canary", "stableService", "canaryService"),
        ("blueGreen", "activeService", "previewService"),
    ):
        chosen = mapping(mapping(strategy).get(kind))
        if chosen.get(one) and chosen.get(one) == chosen.get(other):
            text = f"has {chosen[one]} for {one} and for {other}"
            yield rollout.found("manifest-strategy", (*at, kind, other), text)
    if bool(rollout.get("spec.workloadRef")) == bool(rollout.get("spec.template")):
        yield rollout.found("manifest-strategy", ("spec",), "needs one of template and workloadRef")


def _workload(world: World, rollout: Object) -> Iterator[Found]:
    """Two that make the same pods: the Deployment has to make none."""
    reference = mapping(rollout.get("spec.workloadRef"))
    if reference.get("kind") != "Deployment":
        return
    deployment = world.one(rollout.namespace, str(reference.get("name")), "Deployment.apps")
    if deployment and (replicas := mapping(deployment.get("spec")).get("replicas", 1)) != 0:
        text = f"makes {replicas} pods beside those of {rollout.label}"
        yield deployment.found("manifest-replicas", ("spec",), text)


def _weights(
    rollout: Object, canary: Mapping[str, Any], steps: Sequence[tuple[int, Mapping[str, Any]]]
) -> Iterator[Found]:
    most = mapping(canary.get("trafficRouting")).get("maxTrafficWeight")
    most = most if isinstance(most, int) else 100
    before, waited = 0, True
    for index, step in steps:
        waited = waited or bool(WAITS & set(step))
        weight = step.get("setWeight")
        if isinstance(weight, bool) or not isinstance(weight, int):
            continue
        text = ""
        if not 0 <= weight <= most:
            text = f"sets the weight {weight}, which is not from 0 to {most}"
        elif weight < before or weight == before > 0:
            text = f"sets the weight {weight} after {before}: it has to grow"
        elif not waited:
            text = f"goes from {before} to {weight} at once: nothing is measured between them"
        if text:
            yield rollout.found("manifest-weights", (*STEPS, index), f"step {index + 1} {text}")
        before, waited = weight, weight == 0


def _managed(
    rollout: Object, canary: Mapping[str, Any], steps: Sequence[tuple[int, Mapping[str, Any]]]
) -> Iterator[Found]:
    """Routes that the controller adds are those that it is told to manage."""
    routing = canary.get("trafficRouting")
    managed = names(mapping(routing).get("managedRoutes"), "name")
    for index, step in steps:
        for key in ("setHeaderRoute", "setMirrorRoute"):
            if (route := step.get(key)) is None:
                continue
            name = mapping(route).get("name")
            if not isinstance(routing, Mapping):
                text = f"step {index + 1} has a {key}, which needs trafficRouting"
                yield rollout.found("manifest-managed-route", (*STEPS, index), text)
            elif isinstance(name, str) and name not in managed:
                text = f"step {index + 1} sets the route {name}, which managedRoutes does not list"
                yield rollout.found("manifest-managed-route", (*STEPS, index), text)
