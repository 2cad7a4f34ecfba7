"""The release component: the one file of an environment that the pipeline writes.

On the default branch it holds a placeholder, so that everything renders there as it will in the
cluster; here the placeholder becomes the digest.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from goldenpath_gates.delivery.promotion import release_of
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.reference import DIGEST, Reference

NO_DIGEST = "0" * 64
NO_RELEASE = re.compile(r"""(?<=[="'])0{12}(?!0)""")
"""In quotes or in a literal: bare digits would be a number to YAML."""


def path_of(environment: str) -> str:
    return f"deploy/overlays/{environment}/release/kustomization.yaml"


def filled(text: str, image: Reference, path: str) -> str:
    """The component for an image. Raises IncompleteError where the result would not deploy it."""
    release = release_of(image.digest)
    text, releases = NO_RELEASE.subn(release, text)
    text = text.replace(NO_DIGEST, image.digest.removeprefix("sha256:"))
    names = {str(row.get("name")) for row in _images(text) if row.get("digest") == image.digest}
    if names != {str(image.repository)}:
        raise IncompleteError(
            f"{path}: names {', '.join(sorted(names)) or 'no image'} with the placeholder of 64 "
            f"zeros, published was {image.repository}: give both, and [image] repository, one name"
        )
    if not releases:
        raise IncompleteError(
            f"{path}: nothing sets RELEASE: add the literal RELEASE={'0' * 12}, in which the "
            "version is put that the service shows"
        )
    return text


def flux_path_of(environment: str) -> str:
    return f"deploy/flux/{environment}.yaml"


def followed(text: str, manifests: Reference, path: str) -> str:
    """What Flux follows in an environment, at these manifests and no others.

    Raises IncompleteError where it follows something else.
    """
    if NO_DIGEST not in text or f"oci://{manifests.repository}" not in text:
        raise IncompleteError(
            f"{path}: has no OCIRepository with url oci://{manifests.repository} and, as "
            "ref.digest, the placeholder of 64 zeros: Flux would follow something else"
        )
    return text.replace(NO_DIGEST, manifests.digest.removeprefix("sha256:"))


def digest_in(text: str) -> str | None:
    """Which digest a component deploys; None for the placeholder and for what is none."""
    digests = {str(row.get("digest")) for row in _images(text)}
    digest = digests.pop() if len(digests) == 1 else ""
    return digest if DIGEST.fullmatch(digest) and NO_DIGEST not in digest else None


def _images(text: str) -> list[dict[str, Any]]:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        document = None
    rows = document.get("images") if isinstance(document, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
