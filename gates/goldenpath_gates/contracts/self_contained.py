"""A document for a tool that would fetch what it names: it names nothing outside itself."""

from __future__ import annotations

from typing import Any

from goldenpath_gates.contracts.document import Document, DocumentError, Node

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef", "operationRef")


def copy(document: Document) -> dict[str, Any]:
    """Without servers (the one that runs is asked) and external examples.

    Raises DocumentError: what `Node.resolved` raises, and remote-ref for any other reference.
    """
    copied: dict[str, Any] = _copy(document.node())
    copied.pop("servers", None)
    paths = copied.get("paths")
    for item in paths.values() if isinstance(paths, dict) else ():
        if isinstance(item, dict):
            for each in (item, *item.values()):
                if isinstance(each, dict):
                    each.pop("servers", None)
    return copied


def _copy(node: Node) -> Any:
    if isinstance(node.value, list):
        return [_copy(child) for _, child in node.items()]
    if not isinstance(node.value, dict):
        return node.value
    node.resolved()
    copied = {}
    for name, child in node.items():
        if name in REFERENCES and isinstance(child.value, str) and not child.value.startswith("#"):
            message = f"{child.value} is another document and is not fetched, bundle it into this"
            raise DocumentError(node.document.name, node.pointer, "remote-ref", message)
        if name != "externalValue" or not isinstance(child.value, str):
            copied[name] = _copy(child)
    return copied
