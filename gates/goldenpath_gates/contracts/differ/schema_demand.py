"""What a schema asks of a value, however it is spelled: inline, by `$ref` or `allOf`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from goldenpath_gates.contracts.differ import schema_kinds as kinds
from goldenpath_gates.contracts.differ.schema_parts import (
    Choice,
    between_null_and_more,
    choices_of,
    flat,
    is_nullable,
    is_nullable_without_type,
    kinds_of,
    meant,
)
from goldenpath_gates.contracts.document import Node


@dataclass(frozen=True)
class Demand:
    """All of `parts` at once, or null where `null` says so; without parts anything will do.

    `chosen` are the pointers of choices that a branch among the parts stands for.
    """

    parts: tuple[Node, ...]
    null: bool = False
    chosen: frozenset[str] = frozenset()

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Demand:
        nodes = tuple(map(meant, nodes))
        if not nodes:
            return ANYTHING
        memory, key = nodes[0].document.memory, tuple(node.pointer for node in nodes)
        if key not in memory:
            memory[key] = cls._of(nodes)
        known: Demand = memory[key]
        return known

    @classmethod
    def _of(cls, nodes: tuple[Node, ...]) -> Demand:
        parts = tuple(flat(nodes))
        nullable = any(map(is_nullable_without_type, parts))
        if not (choice := between_null_and_more(parts)):
            return cls(parts, nullable)
        if len(choice.branches) > 1:
            return cls(parts, True)
        return cls(tuple(flat([*nodes, *choice.branches])), True, frozenset({choice.pointer}))

    def choosing(self, choice: Choice, branch: Node) -> Demand:
        parts = tuple(flat([*self.parts, branch]))
        return Demand(parts, self.null, self.chosen | {choice.pointer})

    @cached_property
    def key(self) -> tuple[object, ...]:
        return (tuple(sorted(part.pointer for part in self.parts)), self.null, self.chosen)

    @cached_property
    def keywords(self) -> frozenset[str]:
        return frozenset(key for part in self.parts if part.value for key in part.value)

    @property
    def node(self) -> Node | None:
        return self.parts[0] if self.parts else None

    def each(self, keyword: str) -> Iterator[Node]:
        """The keyword in every part that has it."""
        for part in self.parts:
            if found := part.get(keyword):
                yield found

    @cached_property
    def named(self) -> dict[str, Node]:
        """The properties."""
        found: dict[str, Node] = {}
        for node in self.each("properties"):
            for name, each in node.items():
                found.setdefault(name, each)
        return found

    def says(self, keyword: str) -> bool:
        return keyword in self.keywords and any(node.value is True for node in self.each(keyword))

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        found = [choice for part in self.parts for choice in choices_of(part)]
        left = [each for each in found if each.pointer not in self.chosen]
        return tuple(each.without_null() for each in left) if self.null else tuple(left)

    @cached_property
    def own_kinds(self) -> frozenset[str]:
        """By `type` and boolean schemas alone."""
        named = [each for part in self.parts if (each := kinds_of(part)) is not None]
        met = frozenset.intersection(*named) if named else kinds.ALL
        return met | {"null"} if self.null else met

    @cached_property
    def values(self) -> dict[str, Any] | None:
        """What `enum` and `const` let through, by its one spelling; None where all is."""
        lists = [node.value for node in self.each("enum") if isinstance(node.value, list)]
        lists += [[node.value] for node in self.each("const")]
        if not lists:
            return None
        met = {kinds.text(value): value for value in lists[0]}
        for values in lists[1:]:
            others = {kinds.text(value) for value in values}
            met = {text: value for text, value in met.items() if text in others}
        if "null" in self.own_kinds and (self.null or any(map(is_nullable, self.parts))):
            met["null"] = None
        return {
            text: value
            for text, value in met.items()
            if kinds.kind_of_value(value) in self.own_kinds
        }

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of value that may get through, by the branches of choices as well."""
        met = self.own_kinds
        if self.values is not None:
            met = frozenset(map(kinds.kind_of_value, self.values.values()))
        for choice in self.choices:
            branches = (Demand.of([branch]).own_kinds for branch in choice.branches)
            met &= frozenset[str]().union(*branches) | ({"null"} if self.null else frozenset())
        return met


ANYTHING = Demand(())
