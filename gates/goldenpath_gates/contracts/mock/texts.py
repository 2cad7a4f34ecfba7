"""A parameter's text as the value that its schema speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from goldenpath_gates.contracts.mock.flatten import Flattener
from goldenpath_gates.contracts.mock.merge import types
from goldenpath_gates.contracts.mock.schemas import Schemas

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,300})")
NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
ANY = frozenset(("string", "integer", "number", "boolean", "null", "array", "object"))
MAX_CHAIN = 16


class Reader:
    """`schemas` are those of what is accepted."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas

    def kinds(self, schema: Any, where: str, chain: int = 0) -> frozenset[str]:
        """The types that a schema may allow."""
        if not isinstance(schema, dict) or chain > MAX_CHAIN:
            return ANY
        allowed = frozenset(types(schema["type"])) if "type" in schema else ANY
        if "$ref" in schema:
            target, pointer = Flattener(self.schemas).pointed(schema["$ref"], where)
            allowed &= self.kinds(target, pointer, chain + 1)
        for part in schema.get("allOf", ()):
            allowed &= self.kinds(part, where, chain + 1)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                branches = [self.kinds(each, where, chain + 1) for each in schema[key]]
                allowed &= frozenset().union(*branches)
        return allowed

    def value(self, text: str, schema: Any, where: str) -> Any:
        """The first reading that fits, or the first of all where none does."""
        found = readings(text, self.kinds(schema, where))
        fitting = (each for each in found if self.schemas.fits(each, schema, where))
        return next(fitting, found[0])

    def values(self, texts: Sequence[str], schema: Any, where: str) -> list[Any]:
        items = self.part(schema, "items", where)
        return [self.value(each, items, where) for each in texts]

    def mapping(self, pairs: Sequence[tuple[str, str]], schema: Any, where: str) -> dict[str, Any]:
        return {name: self.value(text, self.property(schema, name, where), where)
                for name, text in pairs}  # fmt: skip

    def property(self, schema: Any, name: str, where: str) -> Any:
        found = self.part(schema, "properties", where)
        if isinstance(found, dict) and name in found:
            return found[name]
        return self.part(schema, "additionalProperties", where)

    def part(self, schema: Any, key: str, where: str, chain: int = 0) -> Any:
        """The first that is found in the schema or what it is put together from; else true."""
        if not isinstance(schema, dict) or chain > MAX_CHAIN:
            return True
        if key in schema:
            return schema[key]
        parts = [each for name in ("allOf", "anyOf", "oneOf") for each in schema.get(name, ())]
        if "$ref" in schema:
            parts.append(Flattener(self.schemas).pointed(schema["$ref"], where)[0])
        found = (self.part(each, key, where, chain + 1) for each in parts)
        return next((each for each in found if each is not True), True)


def readings(text: str, kinds: frozenset[str]) -> list[Any]:
    found: list[Any] = []
    if kinds & {"integer", "number"} and INTEGER.fullmatch(text):
        found.append(int(text))
    elif "number" in kinds and NUMBER.fullmatch(text):
        found.append(float(text))
    if "boolean" in kinds and text in ("true", "false"):
        found.append(text == "true")
    if "null" in kinds and text in ("", "null"):
        found.append(None)
    return [*found, text]
