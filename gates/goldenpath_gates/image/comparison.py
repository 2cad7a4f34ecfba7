"""Two builds of one commit: the same bytes, or which files differ in which layer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from goldenpath_gates.image import filesystem
from goldenpath_gates.registry.layout import Blob, Layout

SHOWN = 10


def differences(first: Layout, second: Layout) -> Iterator[str]:
    """One sentence per part that differs; nothing where both have one digest, and only there."""
    if first.digest == second.digest:
        return
    pairs = zip_longest(first.layers, second.layers)
    for number, (left, right) in enumerate(pairs, 1):
        if left is None or right is None:
            yield f"layer {number} is in one of the builds only"
        elif left.digest != right.digest:
            yield f"layer {number} differs: {_files(first, left, second, right)}"
    if first.config.digest != second.config.digest:
        yield "the configuration differs"
    elif [layer.digest for layer in first.layers] == [layer.digest for layer in second.layers]:
        yield "the manifests differ in what they say of the same layers"


def _files(first: Layout, left: Blob, second: Layout, right: Blob) -> str:
    before, after = _entries(first, left), _entries(second, right)
    paths = sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )
    if not paths:
        return "the same files, packed in another way"
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more


def _entries(layout: Layout, layer: Blob) -> dict[str, tuple[object, ...]]:
    entries: dict[str, tuple[object, ...]] = {}
    with filesystem.unpacked(layout, layer) as packed:
        for entry in packed:
            file: Any = packed.extractfile(entry) if entry.isreg() else None
            digest = hashlib.file_digest(file, "sha256").hexdigest() if file else entry.linkname
            owner = (entry.uid, entry.gid, entry.mode, entry.type, entry.mtime)
            entries[entry.name] = (digest, *owner)
    return entries
