"""Manifests as an OCI artifact, for clusters that Flux keeps: pinned to the digest, and signed.

In the form of `flux push artifact` (RFC 0003 of Flux): an empty config, and one layer with a tar of
the files. The same commit and image give the same bytes, so also the same digest.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenpath_gates import git
from goldenpath_gates.delivery import release
from goldenpath_gates.delivery.promotion import release_of
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry import tags
from goldenpath_gates.registry.layout import Blob
from goldenpath_gates.registry.reference import Reference, Repository
from goldenpath_gates.registry.registry import EMPTY, IMAGE, PUSH, Manifest, digest_of, registry

CONFIG = "application/vnd.cncf.flux.config.v1+json"
CONTENT = "application/vnd.cncf.flux.content.v1.tar+gzip"
FOLDERS = ("deploy", "flags")
COMPONENT = re.compile(re.escape(release.path_of("*")).replace(r"\*", "[^/]+"))
SUFFIX = "-deploy"
"""Of the repository, after that of the image."""


@dataclass(frozen=True)
class Artifact:
    """`place` has the digest of the manifest, and a tag for people."""

    place: Reference
    manifest: Manifest
    content: bytes


def built(root: Path, image: Reference, source: str) -> Artifact:
    """Of the commit that is checked out. `source` is the address of its repository.

    Raises IncompleteError where no overlay has a placeholder for the image.
    """
    content = _packed(_files(root, image))
    body = {
        "schemaVersion": 2,
        "mediaType": IMAGE,
        "config": {"mediaType": CONFIG, "digest": digest_of(EMPTY), "size": len(EMPTY)},
        "layers": [{"mediaType": CONTENT, "digest": digest_of(content), "size": len(content)}],
        "annotations": {
            "org.opencontainers.image.revision": git.commit(root),
            "org.opencontainers.image.source": source,
        },
    }
    manifest = Manifest(IMAGE, json.dumps(body, sort_keys=True).encode())
    place = Repository(image.repository.host, f"{image.repository.path}{SUFFIX}")
    tag = f"{release_of(image.digest)}-{release_of(manifest.digest)}"
    return Artifact(place.at(manifest.digest, tag), manifest, content)


def push(artifact: Artifact, env: Mapping[str, str]) -> None:
    """Raises RefusedError where the tag names something else, IncompleteError where the registry
    does not take it."""
    place = artifact.place
    with registry(place.repository, env, PUSH) as target:
        tags.require_free(target, place)
        for data in (EMPTY, artifact.content):
            blob = Blob(digest_of(data), len(data), "")
            target.send(blob, lambda data=data: (data,))  # type: ignore[misc]
        for name in (place.digest, place.tag or ""):
            target.put(artifact.manifest, name)
        tags.require_at(target, place)


def _files(root: Path, image: Reference) -> dict[str, bytes]:
    """Every overlay that holds the placeholder gets the digest."""
    files = git.files(root, *FOLDERS)
    pinned = {
        path: release.filled(data.decode("utf-8", "replace"), image, path).encode()
        for path, data in files.items()
        if COMPONENT.fullmatch(path)
    }
    if not pinned:
        raise IncompleteError(
            f"no {release.path_of('*')} is in the commit, so there is nothing for Flux to deploy: "
            "`copier update` brings the overlays, or set [delivery] gitops"
        )
    return files | pinned


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Without anything that would differ the next time: no times, no owners."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()
