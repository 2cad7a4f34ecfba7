"""The operations of an OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from goldenpath_gates.contracts.document import Document, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """`item` holds what all operations of the path share, such as parameters."""

    method: str
    path: str
    node: Node
    item: Node

    @property
    def label(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def documents(self, status: int) -> bool:
        """Whether a client has to expect this status."""
        responses = self.node.get("responses")
        known = responses.value if responses and isinstance(responses.value, dict) else {}
        names = {str(name).upper() for name in known}
        return bool(names & {str(status), f"{status // 100}XX", "DEFAULT"})

    def media_types(self) -> list[str]:
        """Of the body that it takes; none where it takes no body."""
        body = self.node.get("requestBody")
        content = body.resolved().get("content") if body else None
        return [name for name, _ in content.items()] if content else []

    def target(self) -> str:
        """Its path, with the documented example, or 1, for each parameter."""
        path = self.path
        for parameter in self._parameters():
            if parameter.get("in") == "path":
                value = quote(str(_example(parameter)), safe="")
                path = path.replace(f"{{{parameter.get('name')}}}", value)
        return path

    def _parameters(self) -> Iterator[dict[str, Any]]:
        for holder in (self.node, self.item):
            listed = holder.get("parameters")
            for _, parameter in listed.items() if listed else ():
                if isinstance(value := parameter.resolved().value, dict):
                    yield value


def _example(parameter: dict[str, Any]) -> Any:
    schema = parameter.get("schema")
    for holder in (parameter, schema if isinstance(schema, dict) else {}):
        for found in (holder.get("example"), holder.get("default"), *(holder.get("enum") or ())):
            if found is not None:
                return found
    return 1


def operations(document: Document) -> Iterator[Operation]:
    """Raises DocumentError where a path item refers to what is not there."""
    paths = document.node().get("paths")
    for path, entry in paths.items() if paths else ():
        item = entry.resolved()
        for method, node in item.items():
            if method in METHODS and isinstance(node.value, dict):
                yield Operation(method, path, node, item)
