"""The environment's bill of materials and what lies in the image, laid into one document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from goldenpath_gates.bom.document import Component, canonical, extended, is_package, label
from goldenpath_gates.bom.lock_file import Lock
from goldenpath_gates.policy.findings import Found

RULE = "sbom-image"
CONTAINER = "image"
"""The bom-ref of the image: it needs the service, and what only lies in the image."""
PLACE = "goldenpath:place"
"""The property that says where in the image a component lies."""
VENDORED = ("_vendor", "vendor", "_vendored", "vendored")
"""Folders in which a package carries others for itself alone."""
BROUGHT_BY_BASE = ("pip", "setuptools", "wheel")
"""Tools of the base image's own Python, outside the service's environment."""
Identity = tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """`count` is the number of components that lie in the image."""

    document: dict[str, Any]
    found: tuple[Found, ...]
    count: int


def merge(
    environment: Mapping[str, Any],
    image: Sequence[Component],
    lock: Lock,
    digest: str,
    path: str,
) -> Merged:
    """Equal components (by purl; Python packages by name and version) are one.

    `image` are CycloneDX components, `lock` is what `environment` was made from, `digest` that of
    the image, `path` the file that findings name.
    """
    service = environment["metadata"]["component"]
    known = {_identity(one) for one in environment.get("components", ())}
    known.add(_service_identity(service))
    taken = {service["bom-ref"], CONTAINER}
    taken |= {one["bom-ref"] for one in environment.get("components", ())}
    own: dict[Identity, dict[str, Any]] = {}
    for component in image:
        identity = _identity(component)
        if identity not in known and identity not in own:
            ref = _free(str(component.get("bom-ref") or component.get("purl") or identity), taken)
            taken.add(ref)
            own[identity] = {**component, "bom-ref": ref}
    container = _container(service, digest)
    needs = [service["bom-ref"], *(one["bom-ref"] for one in own.values())]
    document = extended(environment, [container, *own.values()], {CONTAINER: needs})
    count = len({_identity(component) for component in image})
    return Merged(document, tuple(differences(environment, image, lock, path)), count)


def differences(
    environment: Mapping[str, Any], image: Iterable[Component], lock: Lock, path: str
) -> Iterator[Found]:
    """The image has exactly the locked packages: none missing, none other, the versions equal.

    Its Python may be another patch than the one here, and need what the lock has for it alone."""
    locked = _packages(environment.get("components", ()))
    shipped = _packages(component for component in image if not _is_vendored(component))
    service = canonical(environment["metadata"]["component"]["name"])
    elsewhere = {(canonical(one.name), one.version) for one in lock.needed_by([service, *locked])}
    for name in sorted(locked.keys() - shipped.keys()):
        yield _found(path, locked[name][0], "is locked, and does not lie in the image")
    for name in sorted(shipped.keys() - locked.keys() - {*BROUGHT_BY_BASE, service}):
        for component in shipped[name]:
            if (name, component.get("version")) not in elsewhere:
                yield _found(path, component, "lies in the image, and is not locked")
    for name in sorted(locked.keys() & shipped.keys()):
        wanted = {str(component.get("version")) for component in locked[name]}
        for component in shipped[name]:
            if component.get("version") not in wanted:
                said = f"lies in the image, and {', '.join(sorted(wanted))} is locked"
                yield _found(path, component, said)


def _found(path: str, component: Component, what: str) -> Found:
    text = f"{label(component)} {what}: build the image from this commit with `uv sync --locked`"
    return Found(RULE, path, text, subject=label(component))


def _container(service: Component, digest: str) -> dict[str, Any]:
    algorithm, _, content = digest.partition(":")
    hashes = [{"alg": "SHA-256", "content": content}] if algorithm == "sha256" else []
    return {
        "type": "container",
        "bom-ref": CONTAINER,
        "name": service["name"],
        "version": digest,
        **({"hashes": hashes} if hashes else {}),
    }


def _is_vendored(component: Component) -> bool:
    places = [
        PurePosixPath(row.get("value", "")).parts
        for row in component.get("properties", ())
        if row.get("name") == PLACE
    ]
    return bool(places) and all(any(part in VENDORED for part in place) for place in places)


def _packages(components: Iterable[Component]) -> dict[str, list[Component]]:
    by_name: dict[str, list[Component]] = {}
    for component in components:
        if is_package(component):
            by_name.setdefault(canonical(component["name"]), []).append(component)
    return by_name


def _identity(component: Component) -> Identity:
    """Of a Python package name and version, whatever else its purl says; of others the purl."""
    if is_package(component):
        return _service_identity(component)
    if purl := component.get("purl"):
        return ("purl", str(purl))
    return tuple(str(component.get(key, "")) for key in ("type", "group", "name", "version"))


def _service_identity(component: Component) -> Identity:
    return ("pypi", canonical(component["name"]), str(component.get("version", "")))


def _free(ref: str, taken: Collection[str]) -> str:
    number, candidate = 2, ref
    while candidate in taken:
        candidate, number = f"{ref}#{number}", number + 1
    return candidate
