"""The part of JSON Schema that strict structured outputs accept, as documented by OpenAI."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from goldenpath_hooks.prompts.document import Key

UNSUPPORTED = ("allOf", "oneOf", "not", "if", "then", "else", "dependentRequired",
               "dependentSchemas")  # fmt: skip
MOST_PROPERTIES, MOST_LEVELS, MOST_ENUMS, MOST_CHARACTERS = 5_000, 10, 1_000, 120_000

Node = tuple[Key, dict[str, Any], int]
"""A schema within the schema: the way to it, itself, and how many objects are around it."""


def faults(schema: Any) -> Iterator[tuple[Key, str]]:
    """What would be refused, each with the way to it."""
    if not isinstance(schema, dict) or not (_is_root(schema) or "$ref" in schema):
        yield (), "the root of a strict schema must be an object, and no anyOf"
        return
    nodes = list(_nodes(schema))
    for way, node, depth in nodes:
        yield from ((way, fault) for fault in _faults(node, depth))
    yield from (((), fault) for fault in _sizes([node for _, node, _ in nodes]))


def _faults(node: dict[str, Any], depth: int) -> Iterator[str]:
    for keyword in UNSUPPORTED:
        if keyword in node:
            yield f"a strict schema knows no {keyword}"
    if depth > MOST_LEVELS and _is_object(node):
        yield f"a strict schema has at most {MOST_LEVELS} levels"
    if _is_object(node):
        if node.get("additionalProperties") is not False:
            yield "an object of a strict schema must set additionalProperties: false"
        required = {name for name in _list(node, "required") if isinstance(name, str)}
        for name in _mapping(node, "properties"):
            if name not in required:
                yield f"a strict schema requires every property, and {name!r} is not"


def _is_root(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "object" and "anyOf" not in schema


def _is_object(node: dict[str, Any]) -> bool:
    kind = node.get("type")
    return kind == "object" or (isinstance(kind, list) and "object" in kind)


def _mapping(node: dict[str, Any], keyword: str) -> dict[str, Any]:
    """What stands under a keyword, where it is of the type that it should be."""
    value = node.get(keyword)
    return value if isinstance(value, dict) else {}


def _list(node: dict[str, Any], keyword: str) -> list[Any]:
    value = node.get(keyword)
    return value if isinstance(value, list) else []


def _sizes(nodes: list[dict[str, Any]]) -> Iterator[str]:
    properties = [name for node in nodes for name in _mapping(node, "properties")]
    names = [*properties, *(name for node in nodes for name in _mapping(node, "$defs"))]
    values = [value for node in nodes for value in _list(node, "enum")]
    if len(properties) > MOST_PROPERTIES:
        yield f"a strict schema has at most {MOST_PROPERTIES} properties"
    if len(values) > MOST_ENUMS:
        yield f"a strict schema has at most {MOST_ENUMS} enum values"
    if sum(len(str(text)) for text in chain(names, values)) > MOST_CHARACTERS:
        yield f"the names and values of a strict schema have at most {MOST_CHARACTERS} characters"


def _nodes(schema: dict[str, Any]) -> Iterator[Node]:
    """Every schema within, without recursion and each once: hostile ones are deep or shared."""
    seen: set[int] = set()
    waiting: list[Node] = [((), schema, 1)]
    while waiting:
        way, node, depth = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield way, node, depth
            waiting += list(_within(way, node, depth))[::-1]


def _within(way: Key, node: dict[str, Any], depth: int) -> Iterator[Node]:
    deeper = depth + 1 if _is_object(node) else depth
    for keyword, level in (("properties", deeper), ("$defs", 1), ("definitions", 1)):
        for name, child in _mapping(node, keyword).items():
            yield from _node((*way, keyword, name), child, level)
    yield from _node((*way, "items"), node.get("items"), depth)
    for index, child in enumerate(_list(node, "anyOf")):
        yield from _node((*way, "anyOf", index), child, depth)


def _node(way: Key, child: Any, depth: int) -> Iterator[Node]:
    if isinstance(child, dict):
        yield way, child, depth
