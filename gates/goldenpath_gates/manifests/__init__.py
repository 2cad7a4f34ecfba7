"""What no schema sees in manifests: names that lead nowhere, selectors, weights, queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from goldenpath_gates.manifests import (
    analysis,
    configuration,
    gitops,
    labels,
    ports,
    references,
    rollouts,
    routes,
    scaling,
    uniqueness,
    volumes,
)
from goldenpath_gates.manifests.objects import Object, World, worlds
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found

FAMILIES: tuple[Callable[[World], Iterable[Found]], ...] = (
    references.found,
    configuration.found,
    volumes.found,
    routes.found,
    labels.found,
    ports.found,
    rollouts.found,
    analysis.found,
    scaling.found,
    uniqueness.found,
)
"""Each looks at what is deployed together: an overlay, or a folder of plain manifests."""


def lint(documents: Sequence[Document]) -> tuple[Found, ...]:
    """Of Kubernetes objects among `documents`; the number of a finding is its document's there.

    Raises nothing for objects of any form: what is wrong with a form is for schemas to say.
    """
    objects = tuple(
        Object(number, document)
        for number, document in enumerate(documents)
        if document.type == "kubernetes"
    )
    together = worlds(objects)
    found = [one for world in together for family in FAMILIES for one in family(world)]
    return (*found, *gitops.found(together))
