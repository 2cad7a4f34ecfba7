"""The formats of keys, and where they stand in a text."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.keys.search import Key, Trust, search

__all__ = ["Key", "Trust", "find"]


def find(text: str) -> Iterator[Key]:
    """The keys in `text`, by place; print of `value` no more than `scan.shown` does."""
    data = text.encode("utf-8", "surrogatepass")
    for key in search(data):
        before = len(data[: key.start].decode("utf-8", "surrogatepass"))
        yield Key(before, before + len(key.value), key.format, key.value)
