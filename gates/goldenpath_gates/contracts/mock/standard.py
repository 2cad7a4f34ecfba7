"""A document whose schemas say the same in JSON Schema 2020-12, for who reads or who writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from goldenpath_gates.contracts.change import Direction
from goldenpath_gates.contracts.document import Document

View = Literal["request", "response", "accepted"]
"""`accepted` is a request as it comes: what is read-only may be in it, as OpenAPI only advises."""

LITERAL = ("example", "examples", "default", "enum", "const")
NAMES = ("properties", "patternProperties", "$defs", "definitions", "schemas", "headers")
"""Keys below which names of the author's choice stand, not keywords."""
BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
HIDDEN: Mapping[View, str] = {
    "request": "readOnly", "response": "writeOnly", "accepted": "readOnly"
}  # fmt: skip
LONGEST_CHAIN = 8


def standard(document: Document, view: View | Direction) -> Document:
    """The pointers stay those of the document. Plain JSON Schema knows no direction."""
    flag = HIDDEN[view] if "openapi" in document.root else None
    reading = _Reading(document, flag, forbidden=view != "accepted")
    root = reading.value(document.root)
    if "openapi" not in root:  # its own dialect and address are no longer true
        root = {key: value for key, value in root.items() if key not in ("$schema", "$id")}
    return Document(document.name, root)


class _Reading:
    def __init__(self, document: Document, flag: str | None, *, forbidden: bool) -> None:
        self.document = document
        self.flag = flag
        self.forbidden = forbidden
        self.old = document.dialect == "3.0"

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if not isinstance(value, dict):
            return value
        if self.old and isinstance(value.get("$ref"), str):
            return {"$ref": value["$ref"]}  # 3.0 ignores what stands beside a reference
        read = {
            key: child if key in LITERAL else self.names(child, key) for key, child in value.items()
        }
        if self.old:
            _nullable(read)
            _bounds(read)
        _tuples(read)
        self.hide(value, read)
        return read

    def names(self, value: Any, key: str) -> Any:
        if key in NAMES and isinstance(value, dict):
            return {name: self.value(child) for name, child in value.items()}
        return self.value(value)

    def hide(self, value: Mapping[str, Any], read: dict[str, Any]) -> None:
        properties = value.get("properties")
        if self.flag is None or not isinstance(properties, dict):
            return
        hidden = {name for name, each in properties.items() if self.hides(each)}
        if hidden and isinstance(read.get("required"), list):
            read["required"] = [name for name in read["required"] if name not in hidden]
        if self.forbidden:
            read["properties"] = read["properties"] | dict.fromkeys(sorted(hidden), False)

    def hides(self, schema: Any, chain: int = 0) -> bool:
        if not isinstance(schema, dict) or chain > LONGEST_CHAIN:
            return False
        if schema.get(self.flag) is True:
            return True
        reference, parts = schema.get("$ref"), schema.get("allOf")
        if isinstance(reference, str) and reference.startswith("#/"):
            return self.hides(self.document.node(_pointer(reference)).value, chain + 1)
        return isinstance(parts, list) and any(self.hides(each, chain + 1) for each in parts)


def _pointer(reference: str) -> str:
    from urllib.parse import unquote

    return unquote(reference[1:])


def _nullable(schema: dict[str, Any]) -> None:
    if schema.pop("nullable", None) is not True or not isinstance(schema.get("type"), str):
        return
    schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]


def _bounds(schema: dict[str, Any]) -> None:
    for exclusive, inclusive in BOUNDS:
        flag = schema.get(exclusive)
        if isinstance(flag, bool):
            del schema[exclusive]
            if flag and inclusive in schema:
                schema[exclusive] = schema.pop(inclusive)


def _tuples(schema: dict[str, Any]) -> None:
    """As drafts up to 2019-09 wrote them."""
    if isinstance(schema.get("items"), list):
        schema["prefixItems"] = schema.pop("items")
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")
