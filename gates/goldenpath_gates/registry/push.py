"""Pushing the image that was built: by its digest, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from goldenpath_gates.errors import UsageError
from goldenpath_gates.registry import tags
from goldenpath_gates.registry.layout import PART, Blob, Layout
from goldenpath_gates.registry.reference import TAG, Reference, Repository
from goldenpath_gates.registry.registry import PUSH, Manifest, registry


def push(
    layout: Layout,
    place: Repository,
    env: Mapping[str, str],
    tag: str | None = None,
    *,
    moves: bool = False,
) -> Reference:
    """The reference by digest. Raises RefusedError where bytes were changed after the build or the
    tag names another image and is not one that `moves`, IncompleteError where the registry does not
    take it."""
    if tag is not None and not TAG.fullmatch(tag):
        raise UsageError(f"{tag!r} is no tag: up to 128 letters, digits, '_', '.' and '-'")
    layout.verify()
    image = place.at(layout.digest, tag)
    with registry(place, env, PUSH) as target:
        if tag and not moves:
            tags.require_free(target, image)
        for blob in layout.blobs:
            if blob != layout.manifest:
                target.send(blob, _content(layout, blob))
        manifest = Manifest(layout.manifest.media_type, layout.read(layout.manifest))
        target.put(manifest, layout.digest)
        if tag:
            target.put(manifest, tag)
            tags.require_at(target, image)
        target.manifest(layout.digest)
    return image


def _content(layout: Layout, blob: Blob) -> Callable[[], Iterable[bytes]]:
    def content() -> Iterable[bytes]:
        with layout.open(blob) as file:
            while part := file.read(PART):
                yield part

    return content
