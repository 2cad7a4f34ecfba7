"""YAML 1.2 from libyaml's events: no tags, no dates, no growth by aliases; keys are text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from goldenpath_gates.contracts.notation import yamlscalar
from goldenpath_gates.contracts.notation.refused import (
    MAX_VALUES,
    Refused,
    duplicate,
    too_deep,
    too_many,
)


@dataclass
class Open:
    """A mapping or sequence that has begun; `size` and `height` count what aliases stand for."""

    value: Any
    anchor: str | None
    key: str | None = None
    size: int = 1
    height: int = 1
    merged: list[dict[str, Any]] = field(default_factory=list)

    @property
    def step(self) -> str | int | None:
        """The index or key of what comes next; None where that is a key."""
        return len(self.value) if isinstance(self.value, list) else self.key


class Tree:
    """Built from the events; `stack[0]` holds the root."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.stack = [Open([], None)]
        self.anchors: dict[str, Open] = {}
        self.values = 0

    def way(self) -> Iterator[str | int]:
        return (opened.step for opened in self.stack[1:] if opened.step is not None)

    def open(self, value: Any, anchor: str | None) -> None:
        self.check_depth(1)
        self.count(1)
        if self.is_key:
            raise Refused("not-readable", "a key is no text, write a text", self.way())
        self.stack.append(Open(value, anchor))

    def close(self) -> None:
        done = self.stack.pop()
        for base in done.merged:
            done.value.update({key: base[key] for key in base if key not in done.value})
        self.put(done)

    @property
    def is_key(self) -> bool:
        return isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def scalar(self, text: str, tag: str | None, anchor: str | None, *, plain: bool) -> None:
        meant = plain or tag in yamlscalar.MEANT
        value = text if self.is_key or not meant else yamlscalar.meant(text, self.way())
        self.count(1)
        self.put(Open(value, anchor, height=0))

    def alias(self, anchor: str) -> None:
        if anchor not in self.anchors:
            message = f"the alias *{anchor} stands for what holds it, or for nothing, write it out"
            raise Refused("alias-unknown", message, self.way())
        known = self.anchors[anchor]
        self.check_depth(known.height)
        self.count(known.size)
        self.put(known)

    def put(self, done: Open) -> None:
        if done.anchor:
            self.anchors[done.anchor] = done
        top = self.stack[-1]
        if self.is_key:
            top.key = self.new_key(done.value)
            return
        top.size += done.size
        top.height = max(top.height, done.height + 1)
        if isinstance(top.value, list):
            top.value.append(done.value)
        elif top.key == "<<" and (bases := _bases(done.value)):
            top.merged += bases
        else:
            top.value[top.key] = done.value
        top.key = None

    def new_key(self, key: Any) -> str:
        if not isinstance(key, str):
            raise Refused("not-readable", "a key is no text, write a text", self.way())
        if key in self.stack[-1].value:
            raise duplicate(key, self.way())
        return key

    def count(self, further: int) -> None:
        self.values += further
        if self.values > MAX_VALUES:
            raise too_many(self.way())

    def check_depth(self, further: int) -> None:
        if len(self.stack) - 1 + further > self.depth:
            raise too_deep(self.depth, self.way())


def read(text: str, depth: int) -> Any:
    """Raises Refused."""
    tree = Tree(depth)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            _grow(tree, event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        reason = error.problem or error.context
        raise Refused("not-readable", f"{place}{reason}, mend the YAML") from None
    except yaml.YAMLError as error:
        raise Refused("not-readable", f"{error}, mend the YAML") from None
    found = tree.stack[0].value
    if len(found) > 1:
        raise Refused("not-readable", "it holds several YAML documents, keep one")
    return found[0] if found else None


def _bases(value: Any) -> list[dict[str, Any]]:
    """What a merge key (`<<`) takes over."""
    bases = value if isinstance(value, list) else [value]
    return bases if all(isinstance(base, dict) for base in bases) else []


def _grow(tree: Tree, event: Any) -> None:
    kind = type(event)
    if kind is yaml.ScalarEvent:
        tree.scalar(event.value, event.tag, event.anchor, plain=event.implicit[0])
    elif kind is yaml.MappingStartEvent:
        tree.open({}, event.anchor)
    elif kind is yaml.SequenceStartEvent:
        tree.open([], event.anchor)
    elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
        tree.close()
    elif kind is yaml.AliasEvent:
        tree.alias(event.anchor)
