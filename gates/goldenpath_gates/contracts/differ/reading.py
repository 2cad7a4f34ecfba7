"""The parts of an OpenAPI document, with the types that they must have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from goldenpath_gates.contracts.document import DocumentError, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
EXTENSIBLE = ("paths", "responses", "flows")
"""Mappings in which `x-...` is no name; among headers it is one."""
FEW, MOST = ("content", "security"), 50
"""Each of these is compared with each; documents that are not hostile have five."""
KINDS: dict[type, str] = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}


class Entry(NamedTuple):
    """`site` is where it is named, `node` what stands there or what its reference leads to."""

    name: str
    site: Node
    node: Node


def part(node: Node | None, key: str, kind: type, *, follow: bool = False) -> Node | None:
    """The child; `follow`: a reference may stand there. What is null counts as not there."""
    child = node.get(key) if node else None
    if child is None or child.value is None:
        return None
    if child.refers and not follow:
        message = "no reference can stand here, write out what it stands for"
        raise DocumentError(child.document.name, child.pointer, "misplaced-ref", message)
    return _bounded(checked(child.resolved(), kind), key)


def mapping(node: Node | None, key: str) -> Node | None:
    return part(node, key, dict)


def entries(node: Node | None, key: str) -> Iterator[Entry]:
    """The objects of a mapping, by name."""
    yield from objects(mapping(node, key), extensible=key in EXTENSIBLE)


def elements(node: Node | None, key: str) -> Iterator[Entry]:
    """The objects of a list."""
    yield from objects(part(node, key, list))


def operations(path: Node) -> Iterator[tuple[str, Node]]:
    """Those of a path item, by method."""
    for method in METHODS:
        if node := part(path, method, dict, follow=True):
            yield method, node


def body(operation: Node) -> Node | None:
    return part(operation, "requestBody", dict, follow=True)


def objects(node: Node | None, *, extensible: bool = False) -> Iterator[Entry]:
    for name, site in children(node):
        if not (extensible and name.startswith("x-")):
            yield Entry(name, site, checked(site.resolved(), dict))


def children(node: Node | None) -> Iterator[tuple[str, Node]]:
    if node is None:
        return
    for name, child in node.items():
        if child.value is not None:
            yield name, child


def text(node: Node | None, key: str) -> str:
    found = part(node, key, str)
    return found.value if found else ""


def flag(node: Node, key: str, default: bool = False) -> bool:
    found = part(node, key, bool)
    return found.value if found else default


def texts(node: Node | None, key: str) -> list[str]:
    return [checked(child, str).value for _, child in children(part(node, key, list))]


def schema(node: Node) -> Node:
    """What a parameter, header or media type says of its value; anything, where it says nothing."""
    found = node.get("schema")
    if found is None or found.value is None:
        return Node(node.document, {}, f"{node.pointer}/schema")
    target = found.resolved()
    if not isinstance(target.value, bool):
        checked(target, dict)
    return found


def checked(node: Node, kind: type) -> Node:
    if not isinstance(node.value, kind):
        message = f"this is {_kind(node.value)}, write {KINDS[kind]}"
        raise DocumentError(node.document.name, node.pointer, "wrong-type", message)
    return node


def _bounded(node: Node, key: str) -> Node:
    if key in FEW and len(node.value) > MOST:
        message = f"there are more than {MOST} here, which would take too long, write fewer"
        raise DocumentError(node.document.name, node.pointer, "too-many", message)
    return node


def _kind(value: Any) -> str:
    return KINDS.get(type(value), "null" if value is None else "a number")
