"""What containers mount: a volume of their pod, or a claim that its StatefulSet makes for it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from goldenpath_gates.manifests.objects import World, each, names
from goldenpath_gates.manifests.pods import Pod, pods
from goldenpath_gates.policy.findings import Found

RULE = "manifest-volume"
MOUNTS = ("volumeMounts", "volumeDevices")
CLAIMED = "StatefulSet.apps"


def found(world: World) -> Iterator[Found]:
    """A volume that nobody mounts is no fault."""
    for pod in pods(world):
        held = _volumes(pod)
        for at, container in pod.containers():
            for key in MOUNTS:
                for index, mount in each(container.get(key)):
                    name = mount.get("name")
                    if isinstance(name, str) and name not in held:
                        near = get_close_matches(name, held, 1)
                        hint = f", there is {near[0]}" if near else ""
                        text = f"mounts {name}, which is no volume of its pod{hint}"
                        yield pod.maker.found(RULE, (*at, key, index, "name"), text)


def _volumes(pod: Pod) -> list[str]:
    held = names(pod.spec.get("volumes"), "name")
    if pod.maker.type == CLAIMED:
        claims = each(pod.maker.get("spec.volumeClaimTemplates"))
        held |= names([claim.get("metadata") for _, claim in claims], "name")
    return sorted(name for name in held if isinstance(name, str))
