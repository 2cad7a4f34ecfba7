"""Embeddings: how each index of vectors was made, and whether that changed under its version.

A higher version of an index is a new index: it says that all vectors were made anew, and so needs
no accepted break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_hooks.findings import one_line

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.rules import change

MADE_WITH = ("model", "dimension", "dtype", "normalised", "metric")
NOTHING = Document("nothing", {"indexes": {}})


@dataclass(frozen=True)
class Index:
    """An index that changed: its versions, None where it is new or gone."""

    old: int | None
    new: int | None
    changes: tuple[Change, ...]


def compare(base: Document, revision: Document) -> list[Change]:
    return [each for index in compared(base, revision) for each in index.changes]


def compared(base: Document, revision: Document) -> Iterator[Index]:
    """Both fit embeddings.schema.json."""
    before, after = (dict(document.node("/indexes").items()) for document in (base, revision))
    for name in sorted({**before, **after}):
        old, new = before.get(name), after.get(name)
        pointer = (new or old or base.node()).pointer
        if new is None and old is not None:
            gone = _change("index-removed", pointer, f"the index {name} is gone")
            yield Index(old.value["version"], None, (gone,))
        elif old is None and new is not None:
            added = _change("index-added", pointer, f"the index {name} is new")
            yield Index(None, new.value["version"], (added,))
        elif old is not None and new is not None and old.value != new.value:
            changes = tuple(_changes(pointer, name, old.value, new.value))
            yield Index(old.value["version"], new.value["version"], changes)


def _changes(
    pointer: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    before, after = old["version"], new["version"]
    differ = [part for part in MADE_WITH if old[part] != new[part]]
    if after > before:
        what = f", with another {' and '.join(differ)}" if differ else ""
        message = f"the index {name} went from version {before} to {after}{what}"
        yield _change("index-rebuilt", pointer, message)
        return
    if after < before:
        message = f"the version of the index {name} went down from {before} to {after}"
        yield _change("index-version-lowered", f"{pointer}/version", message)
    for part in differ:
        message = f"{part} of the index {name} went from {old[part]} to {new[part]}"
        told = f"{message}, and its version stayed {after}" if after == before else message
        yield _change(f"embedding-{part}-changed", f"{pointer}/{part}", told)


def _change(rule: str, pointer: str, message: str) -> Change:
    """Names in `message` come from the file."""
    return change(rule, pointer, one_line(message))
