"""Which parts of two documents say the same, with all that they refer to: nothing to compare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from goldenpath_gates.contracts.document import Document, DocumentError, Node

MOST_STEPS = 5_000_000
"""Values looked at for references; in a document that needs more, no reference is trusted."""


@dataclass(frozen=True)
class Sameness:
    base: Document
    revision: Document

    def same(self, base: Node, revision: Node) -> bool:
        key = (base.pointer, revision.pointer)
        if key not in self._same:
            self._same[key] = self.reads_the_same(base, revision) and self._refers(base)
        return self._same[key]

    def reads_the_same(self, base: Node, revision: Node) -> bool:
        """What they refer to may differ."""
        key = (base.pointer, revision.pointer)
        if key not in self._alike:
            self._alike[key] = self.base.dialect == self.revision.dialect and _equal(
                base.value, revision.value
            )
        return self._alike[key]

    def _refers(self, node: Node) -> bool:
        """To nothing that has changed."""
        return self._changed is not None and self._changed.isdisjoint(_references(node.value))

    @cached_property
    def _same(self) -> dict[tuple[str, str], bool]:
        return {}

    @cached_property
    def _alike(self) -> dict[tuple[str, str], bool]:
        return {}

    @cached_property
    def _changed(self) -> frozenset[str] | None:
        """The references behind which something differs, however far."""
        steps = 0
        users: dict[str, set[str]] = {}
        changed: list[str] = []
        waiting = {*_references(self.base.root)}
        while waiting:
            reference = waiting.pop()
            before, after = _target(self.base, reference), _target(self.revision, reference)
            users.setdefault(reference, set())
            if before is None or after is None or not _equal(before.value, after.value):
                changed.append(reference)
                continue
            for value in _values(before.value):
                steps += 1
                if steps > MOST_STEPS:
                    return None
                if used := _reference(value):
                    if used not in users:
                        waiting.add(used)
                    users.setdefault(used, set()).add(reference)
        found = set(changed)
        while changed:
            for user in users[changed.pop()] - found:
                found.add(user)
                changed.append(user)
        return frozenset(found)


def _equal(base: Any, revision: Any) -> bool:
    """As JSON: Python holds true and 1 for equal."""
    return bool(base == revision) and _written(base) == _written(revision)


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _references(value: Any) -> Iterator[str]:
    return filter(None, map(_reference, _values(value)))


def _reference(value: Any) -> str | None:
    found = value.get("$ref") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _values(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _target(document: Document, reference: str) -> Node | None:
    node = Node(document, {"$ref": reference}, "")
    try:
        return node.resolved()
    except DocumentError:
        return None
