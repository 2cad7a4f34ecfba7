"""One schema without combinators: references followed, parts merged, branches chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.contracts.document import DocumentError, Node
from goldenpath_gates.contracts.mock.merge import ContradictionError, merged
from goldenpath_gates.contracts.mock.schemas import Schema, Schemas, reference

ONE = (
    "items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
LIST = ("allOf", "anyOf", "oneOf", "prefixItems")
MAP = ("properties", "patternProperties", "dependentSchemas")
COMBINATORS = (
    "$ref", "$defs", "definitions", "allOf", "anyOf", "oneOf", "if", "then", "else",
    "dependentSchemas", "discriminator",
)  # fmt: skip
HARD = (
    "oneOf", "not", "if", "dependentSchemas", "dependentRequired", "unevaluatedItems",
    "unevaluatedProperties", "propertyNames", "patternProperties", "contains",
)  # fmt: skip
"""What a value made of the parts may still miss: it is looked at as a whole."""
UNKNOWN = ("$dynamicRef", "$recursiveRef")
MAX_CHAIN = 64
MAX_STEPS = 20_000

Choose = Callable[[list[Any]], Iterable[Any]]
"""The branches in the order in which they are tried."""


@dataclass
class Flat:
    """`where` is the pointer that messages name; `hard` is true where the whole must be looked at;
    `chosen` where another choice may go better."""

    schema: Schema
    where: str
    hard: bool = False
    chosen: bool = False


class Flattener:
    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.steps = 0
        self._pointed: dict[str, Any] = {}

    def step(self, where: str) -> None:
        """Raises DocumentError, too-large: the work on one value is bounded."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise self.refusal(where, "too-large", "a value of this schema is too large to make")

    def refusal(self, where: str, rule: str, message: str) -> DocumentError:
        return DocumentError(self.schemas.document.name, where, rule, message)

    def flat(self, schema: Any, where: str, choose: Choose, chain: int = 0) -> Flat:
        """Raises ContradictionError, DocumentError."""
        self.step(where)
        if chain > MAX_CHAIN:
            raise self.refusal(where, "endless", "the schema contains itself, end the recursion")
        if schema is False:
            raise ContradictionError("false")
        if schema is True:
            return Flat({}, where)
        if unknown := [key for key in UNKNOWN if key in schema]:
            raise self.refusal(where, "cannot-sample", f"{unknown[0]} is not followed, use $ref")
        own = {key: value for key, value in schema.items() if key not in COMBINATORS}
        flat = Flat(own, where, hard=any(key in schema for key in HARD))
        if "$ref" in schema:
            target, pointer = self.pointed(schema["$ref"], where)
            flat.where = pointer if len(schema) == 1 else where
            self._add(flat, target, pointer, choose, chain)
        for part in schema.get("allOf", ()):
            self._add(flat, part, flat.where, choose, chain)
        for branches in self._alternatives(schema):
            flat.chosen = True
            self._choose(flat, branches, choose, chain)
        return flat

    def pointed(self, target: str, where: str) -> tuple[Any, str]:
        """The schema that a reference leads to, with references in place of its parts."""
        known = self._pointed.get(target)
        if known is None:
            node = self.schemas.target(target, where)
            known = self._pointed[target] = (_pointed(node, self), node.pointer)
        return known

    def _add(self, flat: Flat, part: Any, where: str, choose: Choose, chain: int) -> None:
        other = self.flat(part, where, choose, chain + 1)
        flat.schema = merged(flat.schema, other.schema)
        flat.hard = flat.hard or other.hard
        flat.chosen = flat.chosen or other.chosen

    def _alternatives(self, schema: Schema) -> Iterable[list[Any]]:
        for key in ("anyOf", "oneOf"):
            if key in schema:
                yield [_told_apart(schema, branch) for branch in schema[key]]
        if "if" in schema:
            then = {"allOf": [schema["if"], schema.get("then", True)]}
            yield [then, schema.get("else", True)]
        for name, part in schema.get("dependentSchemas", {}).items():
            yield [{"properties": {name: False}}, {"required": [name], "allOf": [part]}]

    def _choose(self, flat: Flat, branches: list[Any], choose: Choose, chain: int) -> None:
        before, failed = flat.schema, ContradictionError("anyOf")
        for branch in choose(branches):
            try:
                self._add(flat, branch, flat.where, choose, chain)
            except ContradictionError as error:
                flat.schema, failed = before, error
            else:
                return
        raise failed


def _pointed(node: Node, flattener: Flattener) -> Any:
    if isinstance(node.value, bool):
        return node.value
    if not isinstance(node.value, dict):
        message = "a schema is an object, true or false"
        raise flattener.refusal(node.pointer, "not-a-schema", message)
    schema = dict(node.value)
    for key, child in node.items():
        if key in ONE:
            schema[key] = _part(child)
        elif key in LIST and isinstance(child.value, list):
            schema[key] = [_part(each) for _, each in child.items()]
        elif key in MAP and isinstance(child.value, dict):
            schema[key] = {name: _part(each) for name, each in child.items()}
    return schema


def _part(node: Node) -> Any:
    if isinstance(node.value, bool) or _is_reference(node.value):
        return node.value
    return reference(node.pointer)


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"$ref"}


def _told_apart(schema: Schema, branch: Any) -> Any:
    """By the property that OpenAPI's discriminator names, where a mapping says its value."""
    rule = schema.get("discriminator")
    if not isinstance(rule, dict) or not isinstance(branch, dict):
        return branch
    mapping = rule.get("mapping", {})
    named = [value for value, target in mapping.items() if target == branch.get("$ref")]
    if not named:
        return branch
    return {"allOf": [branch], "properties": {rule["propertyName"]: {"enum": named}}}
