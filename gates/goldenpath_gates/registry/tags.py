"""A tag is a convenience; what it names is compared with the digest each time."""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.registry.reference import Reference
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.registry.registry import Registry, registry
from goldenpath_gates.report import Finding


def require(image: Reference, env: Mapping[str, str]) -> None:
    """Raises RefusedError unless the reference's tag names its digest in the registry."""
    with registry(image.repository, env) as source:
        require_at(source, image)


def require_at(source: Registry, image: Reference) -> None:
    named = source.resolve(image.tag or "")
    if named != image.digest:
        raise _refused(
            image,
            f"names {named or 'nothing'}, not {image.digest}: it was moved; find out by whom, and "
            "use the digest alone",
        )


def require_free(target: Registry, image: Reference) -> None:
    """Raises RefusedError where the tag names another image already."""
    named = target.resolve(image.tag or "")
    if named not in (None, image.digest):
        raise _refused(
            image,
            f"names {named} already, and a tag never moves: give {image.digest} another one",
        )


def _refused(image: Reference, message: str) -> RefusedError:
    finding = Finding("verify-tag", f"the tag {image.tag} of {image.repository} {message}")
    return RefusedError([finding])
