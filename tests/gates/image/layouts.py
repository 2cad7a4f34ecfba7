"""Tiny OCI image layouts on disk, packed as a test wants them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from goldenpath_gates.registry import layout
from goldenpath_gates.registry.layout import Layout

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PLAIN = "application/vnd.oci.image.layer.v1.tar"
GZIP = f"{PLAIN}+gzip"
CMD = ("python", "-m", "answers")
packed = partial(gzip.compress, mtime=0)


@dataclass(frozen=True)
class Symlink:
    target: str


@dataclass(frozen=True)
class Hardlink:
    target: str


Special = Literal["directory", "whiteout", "opaque"]
Row = tuple[str, bytes | Special | Symlink | Hardlink]
"""A path, and the contents of a file or what else lies there."""


def tar(rows: Sequence[Row], **attributes: Any) -> bytes:
    """`attributes` are those of every entry, such as its owner or time."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, what in rows:
            entry, data = _entry(path, what)
            for name, value in attributes.items():
                setattr(entry, name, value)
            archive.addfile(entry, io.BytesIO(data))
    return written.getvalue()


def _entry(path: str, what: bytes | Special | Symlink | Hardlink) -> tuple[tarfile.TarInfo, bytes]:
    folder, slash, name = path.rpartition("/")
    match what:
        case bytes():
            entry = tarfile.TarInfo(path)
            entry.size = len(what)
            return entry, what
        case "whiteout":
            return tarfile.TarInfo(f"{folder}{slash}.wh.{name}"), b""
        case "opaque":
            return tarfile.TarInfo(f"{path}/.wh..wh..opq" if path else ".wh..wh..opq"), b""
    entry = tarfile.TarInfo(path)
    if isinstance(what, Symlink | Hardlink):
        entry.type = tarfile.SYMTYPE if isinstance(what, Symlink) else tarfile.LNKTYPE
        entry.linkname = what.target
    else:
        entry.type = tarfile.DIRTYPE
    return entry, b""


def image(
    folder: Path,
    *layers: Sequence[Row] | bytes,
    config: Mapping[str, Any] | None = None,
    media_type: str = GZIP,
    pack: Callable[[bytes], bytes] = packed,
) -> Layout:
    """Of rows, or of a tar's bytes. `config` is that of the container, such as `User`."""
    tars = [layer if isinstance(layer, bytes) else tar(layer) for layer in layers]
    said = {"User": "65532:65532", "Cmd": CMD} if config is None else config
    diff_ids = [_digest(one) for one in tars]
    body = {"config": said, "rootfs": {"type": "layers", "diff_ids": diff_ids}}
    return described(folder, body, map(pack, tars), media_type)


def described(
    folder: Path, config: Any, layers: Any = (), media_type: str = GZIP, **more: Any
) -> Layout:
    """`config` is the whole configuration, or its bytes; `more` goes into the manifest."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(data: bytes, kind: str) -> dict[str, Any]:
        (blobs / _digest(data).removeprefix("sha256:")).write_bytes(data)
        return {"mediaType": kind, "digest": _digest(data), "size": len(data)}

    configured = blob(config if isinstance(config, bytes) else json.dumps(config).encode(), CONFIG)
    rows = [blob(data, media_type) for data in layers]
    body = {"schemaVersion": 2, "mediaType": MANIFEST, "config": configured, "layers": rows}
    manifest = blob(json.dumps({**body, **more}).encode(), MANIFEST)
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return layout.read(folder)


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
