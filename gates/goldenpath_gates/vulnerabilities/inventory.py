"""The bill of materials as the gate asks it: is a package listed, and does the service reach it?"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.bom.document import canonical
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities.package import Package, package


@dataclass(frozen=True)
class Product:
    """What is built: the root of the bill of materials, and the digests of the image."""

    name: str
    version: str
    digests: frozenset[str]

    def is_named(self, said: Package) -> bool:
        same = bool(said.type) and canonical(said.name) == canonical(self.name)
        return same and said.version in ("", self.version, *self.digests)


@dataclass(frozen=True)
class Inventory:
    """`components` are packages by reference, `listed` finds the references. `paths` leads from
    the root to each component that the service reaches, by names."""

    root: str
    version: str
    components: Mapping[str, Package]
    listed: Mapping[tuple[str, ...], frozenset[str]]
    paths: Mapping[str, tuple[str, ...]]

    def lists(self, one: Package) -> bool:
        return bool(self._references(one))

    def known(self, one: Package) -> Package:
        """With the type and the namespace of the component, where a report told none."""
        if one.type:
            return one
        return next((self.components[ref] for ref in sorted(self._references(one))), one)

    def path(self, one: Package) -> tuple[str, ...] | None:
        """The shortest to it; None where it only lies in the image."""
        found = (self.paths[ref] for ref in self._references(one) if ref in self.paths)
        return min(found, key=lambda path: (len(path), path), default=None)

    def _references(self, one: Package) -> frozenset[str]:
        # By name alone only where one of both tells no more: other ecosystems use the same names.
        key = one.key if one.type else (one.name, one.version)
        none: frozenset[str] = frozenset()
        return self.listed.get(key) or self.listed.get(("", "", one.name, one.version), none)


def of(bom: Mapping[str, Any]) -> Inventory:
    """Raises IncompleteError where a document cannot tell what depends on what."""
    root = (bom.get("metadata") or {}).get("component") or {}
    edges = {row["ref"]: tuple(row.get("dependsOn") or ()) for row in bom.get("dependencies") or ()}
    start: str = root.get("bom-ref", "")
    if start not in edges:
        raise IncompleteError(
            "the bill of materials does not tell what the service depends on, so nobody knows "
            "which vulnerable package it reaches: make it anew with `./ci run sbom`"
        )
    listed: dict[tuple[str, ...], set[str]] = {}
    names = {start: str(root.get("name", ""))}
    components: dict[str, Package] = {}
    for number, row in enumerate(_components(bom.get("components") or ())):
        reference = row.get("bom-ref") or f"#{number}"
        name, version = row["name"], row.get("version", "")
        names[reference] = name
        one = components[reference] = package(row.get("purl", ""), name, version)
        for key in (one.key, (one.name, one.version), (name, version)):
            listed.setdefault(key, set()).add(reference)
    return Inventory(
        names[start],
        str(root.get("version", "")),
        components,
        {key: frozenset(references) for key, references in listed.items()},
        _paths(start, edges, names),
    )


def _components(rows: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """With those that lie within others."""
    waiting = deque(rows)
    while waiting:
        row = waiting.popleft()
        yield row
        waiting.extend(row.get("components") or ())


def _paths(
    start: str, edges: Mapping[str, tuple[str, ...]], names: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    paths: dict[str, tuple[str, ...]] = {start: (names[start],)}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for next_ in edges.get(at, ()):
            if next_ not in paths:
                paths[next_] = (*paths[at], names.get(next_, next_))
                waiting.append(next_)
    return paths
