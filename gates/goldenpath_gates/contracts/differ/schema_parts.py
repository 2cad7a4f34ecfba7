"""The schemas that make up a demand: found behind `$ref` and `allOf`, and read one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from goldenpath_gates.contracts.differ.schema_kinds import kinds_of_type
from goldenpath_gates.contracts.document import Node

WORDS = frozenset({"title", "description", "example", "examples"})
ANNOTATIONS = WORDS | {
    *("$comment", "$id", "$anchor", "$schema", "$defs", "definitions", "externalDocs", "xml"),
    *("default", "deprecated", "readOnly", "writeOnly", "discriminator", "nullable"),
}
CHOICES = ("anyOf", "oneOf")
INNER = ("allOf", *CHOICES)


@dataclass(frozen=True, eq=False)
class Choice:
    """An `anyOf` or `oneOf`: one of the branches is to be met."""

    node: Node
    branches: tuple[Node, ...]

    @property
    def pointer(self) -> str:
        return self.node.pointer

    @property
    def exclusive(self) -> bool:
        return self.pointer.endswith("/oneOf")

    def without_null(self) -> Choice:
        return Choice(self.node, tuple(each for each in self.branches if not _is_null(each)))


def meant(node: Node) -> Node:
    """What a reference that stands alone leads to."""
    alone = isinstance(node.value, dict) and node.value.keys() == {"$ref"}
    return _target(node) if alone and isinstance(node.value["$ref"], str) else node


def _target(node: Node) -> Node:
    return node._target(node.value["$ref"])


def flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """The schemas that are to be met, `$ref` and `allOf` followed; `true` asks for nothing."""
    waiting, seen = [*nodes][::-1], set[str]()
    while waiting:
        node = waiting.pop()
        if node.pointer in seen or node.value is True:
            continue
        seen.add(node.pointer)
        if node.value is False:
            yield node
        if not isinstance(node.value, dict):
            continue
        further: list[Node] = []
        if isinstance(node.value.get("$ref"), str):
            further.append(_target(node))
        if not further or node.document.dialect != "3.0":  # there, siblings of a $ref are ignored
            if not node.value.keys().isdisjoint(INNER):
                further += _children(node, "allOf")
                further += [each for keyword in CHOICES for each in _sole(node, keyword)]
            if node.value.keys() != {"$ref"}:
                yield node
        waiting += further[::-1]


def _children(node: Node, keyword: str) -> Sequence[Node]:
    found = node.get(keyword)
    return [each for _, each in found.items()] if found else ()


def _sole(node: Node, keyword: str) -> Sequence[Node]:
    """The branch of a choice that is none."""
    branches = _children(node, keyword)
    return branches if len(branches) == 1 else ()


def choices_of(part: Node) -> Iterator[Choice]:
    for keyword in CHOICES:
        branches = _children(part, keyword) if part.value and keyword in part.value else ()
        if len(branches) > 1:
            yield Choice(part.get(keyword) or part, tuple(branches))


def between_null_and_more(parts: Sequence[Node]) -> Choice | None:
    """The rest of a choice between null and something, where that is all the schema asks."""
    if not any(keyword in part.value for part in parts if part.value for keyword in CHOICES):
        return None
    asking = [part for part in parts if _asked(part)]
    if len(asking) != 1 or len(_asked(asking[0])) != 1:
        return None
    for choice in choices_of(asking[0]):
        rest = choice.without_null()
        if 0 < len(rest.branches) < len(choice.branches):
            return rest
    return None


def _asked(part: Node) -> frozenset[str]:
    """The keywords that ask something of a value, apart from what became parts of its own."""
    if part.value is False:
        return frozenset({"not"})
    ignored = ANNOTATIONS | {"$ref", "allOf"}
    return frozenset(key for key in part.value.keys() - ignored if not key.startswith("x-"))


def _is_null(node: Node) -> bool:
    return isinstance(node.value, dict) and (
        node.value.get("type") in ("null", ["null"])
        or node.value.get("enum") == [None]
        or ("const" in node.value and node.value["const"] is None)
    )


def is_nullable(part: Node) -> bool:
    return (
        part.document.dialect == "3.0"
        and isinstance(part.value, dict)
        and part.value.get("nullable") is True
    )


def is_nullable_without_type(part: Node) -> bool:
    """Formally it changes nothing; meant is the schema beside it, or null."""
    return is_nullable(part) and "type" not in part.value


def kinds_of(part: Node) -> frozenset[str] | None:
    if part.value is False:
        return frozenset()
    named = part.value.get("type")
    if named is None:
        return None
    names = named if isinstance(named, list) else [named]
    met = frozenset[str]().union(*map(kinds_of_type, names))
    return met | {"null"} if is_nullable(part) else met
