"""An image on disk: an OCI image layout with one manifest, its config and its layers."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from goldenpath_gates import strictjson
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.reference import DIGEST
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.report import Finding

MANIFESTS = frozenset(
    (
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
)
DOCUMENT = 4 * 1024 * 1024
"""Bytes of an index or a manifest; registries refuse larger ones."""
PART = 1024 * 1024


@dataclass(frozen=True)
class Blob:
    """`size` is in bytes."""

    digest: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Layout:
    """`manifest` describes the image; its digest is the image's. Layers in their order."""

    folder: Path
    manifest: Blob
    config: Blob
    layers: tuple[Blob, ...]

    @property
    def digest(self) -> str:
        return self.manifest.digest

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """Each once, the manifest last: a registry takes it when it has the others."""
        return tuple(dict.fromkeys((*self.layers, self.config, self.manifest)))

    @property
    def size(self) -> int:
        """Bytes of what is pulled: config and layers, as they are stored."""
        return sum(blob.size for blob in (*self.layers, self.config))

    def open(self, blob: Blob) -> IO[bytes]:
        return _file(_path(self.folder, blob.digest))

    def read(self, blob: Blob) -> bytes:
        """A small blob, such as the manifest, whatever its bytes are."""
        return _bytes(_path(self.folder, blob.digest))

    def verify(self) -> None:
        """Reads every byte. Raises RefusedError, one finding for each blob that was changed."""
        if changed := [finding for blob in self.blobs for finding in self._changed(blob)]:
            raise RefusedError(changed)

    def _changed(self, blob: Blob) -> Iterator[Finding]:
        role = "manifest" if blob == self.manifest else "config" if blob == self.config else "layer"
        found, size = hashlib.sha256(), 0
        with self.open(blob) as file:
            while part := file.read(PART):
                found.update(part)
                size += len(part)
        digest = f"sha256:{found.hexdigest()}"
        if digest != blob.digest or size != blob.size:
            yield Finding(
                "verify-digest",
                f"the {role} {blob.digest} is {digest} with {size} of {blob.size} bytes: it was "
                "changed after the build; build the image again",
                str(_path(self.folder, blob.digest)),
            )


def read(folder: Path) -> Layout:
    """Raises IncompleteError where it is no layout of one image; only `verify` reads layers."""
    if _document(folder / "oci-layout").get("imageLayoutVersion") != "1.0.0":
        raise IncompleteError(f"{folder / 'oci-layout'}: only version 1.0.0 is known; build again")
    with _understood(folder / "index.json"):
        index = _document(folder / "index.json")
        listed = {blob.digest: blob for blob in map(_blob, index["manifests"])}
        if len(listed) != 1 or not MANIFESTS.issuperset(b.media_type for b in listed.values()):
            kinds = ", ".join(sorted({blob.media_type for blob in listed.values()}))
            raise IncompleteError(
                f"{folder / 'index.json'}: {len(listed)} images or an index ({kinds}), one image "
                "is needed: build for one platform, and without attestations of the builder"
            )
    (manifest,) = listed.values()
    path = _path(folder, manifest.digest)
    with _understood(path):
        body = _document(path)
        return Layout(folder, manifest, _blob(body["config"]), tuple(map(_blob, body["layers"])))


def require(folder: Path, digest: str) -> Layout:
    """The layout of the image with this digest, every byte of it hashed.

    Raises RefusedError where it is another image or was changed, IncompleteError as `read` does.
    """
    found = read(folder)
    if found.digest != digest:
        message = f"it holds the image {found.digest}, not {digest}: build or fetch the right one"
        raise RefusedError([Finding("verify-digest", message, str(folder))])
    found.verify()
    return found


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Turns what is not in the form of the specification into an IncompleteError."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)[:200]
        raise IncompleteError(
            f"{path}: not in the form of an OCI image ({said}); build the image again"
        ) from None


def _blob(descriptor: Mapping[str, Any]) -> Blob:
    digest, size, kind = (descriptor[key] for key in ("digest", "size", "mediaType"))
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r:.100} is not a SHA-256 digest")
    if type(size) is not int or size < 0 or not isinstance(kind, str):
        raise ValueError(f"the size or media type of {digest} is not one")
    return Blob(digest, size, kind)


def _document(path: Path) -> Any:
    with _understood(path):
        document = strictjson.loads(_bytes(path))
        if not isinstance(document, dict):
            raise TypeError("it is not an object")
        return document


def _bytes(path: Path) -> bytes:
    with _file(path) as file:
        data = file.read(DOCUMENT + 1)
    if len(data) > DOCUMENT:
        raise IncompleteError(f"{path}: longer than {DOCUMENT} bytes, which no registry takes")
    return data


def _path(folder: Path, digest: str) -> Path:
    """A digest that was checked is one file name: it leads nowhere else."""
    return folder / "blobs" / "sha256" / digest.removeprefix("sha256:")


def _file(path: Path) -> IO[bytes]:
    """Only regular files: a link leads out of the layout, and a pipe never ends."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise IncompleteError(f"{path}: not a regular file, nothing was read; build again")
        return path.open("rb")
    except OSError as error:
        raise IncompleteError(
            f"{path}: cannot be read ({error.strerror}): name the folder of an OCI image layout, "
            "such as dist/image"
        ) from None
