"""One object once, in a namespace that is said for all or for none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from goldenpath_gates.manifests.objects import CLUSTER_WIDE, Object, World
from goldenpath_gates.manifests.pods import TEMPLATES
from goldenpath_gates.manifests.references import OURS
from goldenpath_gates.policy.findings import Found

NAMESPACED = frozenset({*OURS, *TEMPLATES, "Secret"} - CLUSTER_WIDE)
"""Types that are in a namespace for sure; of a type that nobody knows it cannot be told."""


def found(world: World) -> Iterator[Found]:
    seen: set[tuple[str, str, str]] = set()
    for one in world.objects:
        key = (one.type, one.namespace, one.name)
        if key in seen:
            yield one.found("manifest-duplicate", ("metadata", "name"), "is there twice")
        seen.add(key)
    yield from _homeless(world)


def _homeless(world: World) -> Iterator[Found]:
    said = Counter(one.namespace for one in world.objects if one.namespace and _counts(one))
    if not said:
        return
    usual = said.most_common(1)[0][0]
    for one in world.objects:
        if _counts(one) and not one.namespace:
            text = f"says no namespace, what is deployed with it is in {usual}"
            yield one.found("manifest-namespace", ("metadata",), text)


def _counts(one: Object) -> bool:
    return one.type in NAMESPACED
