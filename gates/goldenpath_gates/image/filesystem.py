"""The files of an image, as a container would see them: layer over layer."""

from __future__ import annotations

import gzip
import posixpath
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.layout import Blob, Layout

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
IS_GZIP: Mapping[str, bool] = {
    "application/vnd.oci.image.layer.v1.tar": False,
    "application/vnd.oci.image.layer.v1.tar+gzip": True,
    "application/vnd.docker.image.rootfs.diff.tar.gzip": True,
}
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read; a package database has a few."""
TOGETHER = 512 * 1024 * 1024
PART = 1024 * 1024


def read(layout: Layout, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The contents of the regular files whose path, without a leading slash, is wanted.

    Raises IncompleteError for a layer that cannot be unpacked.
    """
    files: dict[str, bytes] = {}
    for layer in layout.layers:
        _apply(layout, layer, files, wanted)
        if sum(map(len, files.values())) > TOGETHER:
            raise IncompleteError(f"more than {TOGETHER >> 20} MiB of package data in the image")
    return files


@contextmanager
def unpacked(layout: Layout, layer: Blob) -> Iterator[tarfile.TarFile]:
    """Its entries, to be read in their order.

    Raises IncompleteError, also from within, where it cannot be unpacked.
    """
    if layer.media_type not in IS_GZIP:
        raise IncompleteError(
            f"a layer is {layer.media_type}, which cannot be unpacked here: build with gzip"
        )
    try:
        with ExitStack() as open_:
            blob: Any = open_.enter_context(layout.open(layer))
            if IS_GZIP[layer.media_type]:
                # Not by tarfile, for which the first of several streams is all there is.
                blob = open_.enter_context(gzip.open(blob))
            yield open_.enter_context(tarfile.open(fileobj=blob, mode="r|"))
            while blob.read(PART):  # a checksum stands at the end
                pass
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as error:
        raise IncompleteError(f"the layer {layer.digest} cannot be unpacked: {error}") from None


def _apply(
    layout: Layout, layer: Blob, files: dict[str, bytes], wanted: Callable[[str], bool]
) -> None:
    added: dict[str, bytes] = {}
    with unpacked(layout, layer) as packed:
        for entry in packed:
            path = _path(entry.name)
            if not _hide(path, files):
                for known in (files, added):
                    _forget(path, known, below=not entry.isdir())
                if entry.isfile() and wanted(path):
                    added[path] = _contents(packed, entry)
                elif entry.islnk() and wanted(path):
                    added[path] = _linked(entry, added)
    # A whiteout hides what lies below its layer, never what the same layer brings.
    files.update(added)


def _path(name: str) -> str:
    """Without a slash in front, and nothing in it leads upwards."""
    return posixpath.normpath(f"/{name}").lstrip("/")


def _linked(entry: tarfile.TarInfo, added: Mapping[str, bytes]) -> bytes:
    """A hard link has the contents of an entry before it, which was kept if it was wanted."""
    if (target := _path(entry.linkname)) in added:
        return added[target]
    raise IncompleteError(
        f"{entry.name} in the image is a hard link to {target}, which is not read: copy the file"
    )


def _hide(path: str, files: dict[str, bytes]) -> bool:
    """Whether the entry is a whiteout: it takes away what lower layers brought."""
    folder, _, name = path.rpartition("/")
    if name == OPAQUE:
        _forget(folder, files, below=True)
    elif name.startswith(WHITEOUT):
        hidden = name.removeprefix(WHITEOUT)
        _forget(f"{folder}/{hidden}" if folder else hidden, files, below=True)
    else:
        return False
    return True


def _forget(path: str, files: dict[str, bytes], *, below: bool) -> None:
    files.pop(path, None)
    if below:
        inside = f"{path}/" if path else ""
        for name in [name for name in files if name.startswith(inside)]:
            del files[name]


def _contents(packed: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    if entry.size > LARGEST:
        raise IncompleteError(f"{entry.name} in the image has {entry.size} bytes: too many to read")
    file = packed.extractfile(entry)
    return file.read() if file else b""
