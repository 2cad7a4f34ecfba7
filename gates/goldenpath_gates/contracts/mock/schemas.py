"""The schemas of a document: where references lead, and whether a value fits."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from goldenpath_gates.contracts.document import Document, DocumentError, Node

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, Registry, ValidationError

Schema = dict[str, Any]
ADDRESS = "urn:goldenpath:contract"
"""Of the document among the validator's resources: nothing else is one, nothing is fetched."""


class Schemas:
    """`document` is a standard one, see `standard`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._validators: dict[str, Draft202012Validator] = {}

    def target(self, to: str, pointer: str) -> Node:
        """One step of a reference. Raises DocumentError as Node.resolved does."""
        Node(self.document, {"$ref": to}, f"{pointer}/$ref").resolved()
        return self.document.node(unquote(to[1:]))

    def at(self, pointer: str) -> Draft202012Validator:
        """The validator of the schema at a pointer of the document."""
        known = self._validators.get(pointer)
        if known is None:
            known = self._validator(reference(pointer), pointer)
            self._validators[pointer] = known
        return known

    def fits(self, value: Any, schema: Any, pointer: str) -> bool:
        """`schema` may be put together from parts of the document; `pointer` is for messages."""
        return schema is True or self._validator(schema, pointer).is_valid(value)

    def errors(self, value: Any, pointer: str) -> list[ValidationError]:
        return list(self.at(pointer).iter_errors(value))

    def _validator(self, schema: Any, pointer: str) -> Draft202012Validator:
        import jsonschema_rs

        try:
            return jsonschema_rs.Draft202012Validator(
                _absolute(schema), registry=self._registry, validate_formats=True, offline=True
            )
        except ValueError as error:
            _follow(self.document.node(pointer))
            message = str(error).partition("\n")[0]
            raise DocumentError(self.document.name, pointer, "not-a-schema", message) from None

    @cached_property
    def _registry(self) -> Registry:
        import jsonschema_rs

        try:
            return jsonschema_rs.Registry([(ADDRESS, self.document.root)])
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            _follow(self.document.node())
            message = str(error).partition("\n")[0]
            raise DocumentError(self.document.name, "", "not-a-schema", message) from None


def _follow(node: Node) -> None:
    """Every reference from here on: raises DocumentError for the one that leads nowhere."""
    waiting, seen = [node], set[str]()
    while waiting:
        node = waiting.pop()
        if node.pointer not in seen:
            seen.add(node.pointer)
            waiting += [node.resolved(), *(child for _, child in node.items())]


def reference(pointer: str) -> Schema:
    """A schema that stands for the one at a pointer."""
    return {"$ref": f"#{quote(pointer)}"}


def _absolute(value: Any) -> Any:
    if isinstance(value, list):
        return [_absolute(each) for each in value]
    if not isinstance(value, dict):
        return value
    read = {key: _absolute(child) for key, child in value.items()}
    target = read.get("$ref")
    if isinstance(target, str) and target.startswith("#"):
        read["$ref"] = f"{ADDRESS}{target}"
    return read
