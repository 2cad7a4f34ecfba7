"""The operations of an OpenAPI document, with references followed and defaults applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goldenpath_gates.contracts.document import Document, DocumentError, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
IGNORED = ("accept", "content-type", "authorization")
"""Header parameters that OpenAPI says mean nothing."""


@dataclass(frozen=True)
class Parameter:
    """`schema` is None where the document shows none; `media` names the type of one that is
    written as a document."""

    name: str
    place: str
    required: bool
    style: str
    explode: bool
    schema: Node | None
    media: str | None


@dataclass(frozen=True)
class Operation:
    """`responses` by status as the document writes it: a code, a range such as 4XX, or default.

    `security` are alternatives, each a set of schemes that are needed together.
    """

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Node | None
    responses: Mapping[str, Node]
    security: tuple[frozenset[str], ...]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"


def operations(document: Document) -> list[Operation]:
    """Raises DocumentError where it is no OpenAPI document or shows no operation."""
    root = document.node()
    if "openapi" not in document.root:
        message = "there is no key `openapi`, give an OpenAPI 3 document"
        raise DocumentError(document.name, "", "not-openapi", message)
    _ = document.dialect
    paths = root.get("paths")
    found = [
        _operation(root, path, method, item, node)
        for path, item in (_mappings(paths) if paths else ())
        if path.startswith("/")
        for method, node in item.items()
        if method in METHODS and isinstance(node.value, dict)
    ]
    if not found:
        raise DocumentError(document.name, "/paths", "no-operation", "there is none, add one")
    return found


def _operation(root: Node, path: str, method: str, item: Node, node: Node) -> Operation:
    parameters = {
        (each.name.lower() if each.place == "header" else each.name, each.place): each
        for owner in (item, node)
        for each in _parameters(owner)
    }
    body, responses = node.get("requestBody"), node.get("responses")
    if responses is None or not responses.value:
        message = "the operation promises no response, add one"
        raise DocumentError(root.document.name, node.pointer, "no-response", message)
    return Operation(
        method=method,
        path=path,
        parameters=tuple(parameters.values()),
        body=body.resolved() if body else None,
        responses={str(code): each for code, each in _mappings(responses)},
        security=_security(node.get("security") or root.get("security")),
    )


def _mappings(node: Node) -> Iterator[tuple[str, Node]]:
    for key, child in node.items():
        if (found := child.resolved()) and isinstance(found.value, dict):
            yield key, found


def _parameters(owner: Node) -> Iterator[Parameter]:
    listed = owner.get("parameters")
    for _, node in _mappings(listed) if listed else ():
        name, place = node.value.get("name"), node.value.get("in")
        if not isinstance(name, str) or place not in STYLES:
            message = "a parameter has a `name` and an `in`, add them"
            raise DocumentError(node.document.name, node.pointer, "not-a-parameter", message)
        if place == "header" and name.lower() in IGNORED:
            continue
        style = node.value.get("style", STYLES[place])
        media, schema = None, node.get("schema")
        if content := node.get("content"):
            media, schema = next(((name, each.get("schema")) for name, each in _mappings(content)))
        yield Parameter(
            name=name,
            place=place,
            required=place == "path" or node.value.get("required") is True,
            style=style,
            explode=node.value.get("explode", style == "form") is True,
            schema=schema,
            media=media,
        )


def _security(node: Node | None) -> tuple[frozenset[str], ...]:
    if node is None or not isinstance(node.value, list):
        return ()
    return tuple(frozenset(each) for each in node.value if isinstance(each, dict))
