"""Makes a value of a schema: chooses, builds, and looks whether it fits."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from goldenpath_gates.contracts.document import DocumentError
from goldenpath_gates.contracts.mock import arrays, numbers, objects, strings
from goldenpath_gates.contracts.mock.flatten import Flat, Flattener
from goldenpath_gates.contracts.mock.kinds import kinds, simplest
from goldenpath_gates.contracts.mock.merge import ContradictionError
from goldenpath_gates.contracts.mock.patterns import UnsupportedError
from goldenpath_gates.contracts.mock.schemas import Schema, Schemas
from goldenpath_gates.contracts.mock.shortest import MOST, Shortest

ATTEMPTS = 12
DEEP = 5
"""Usual `levels`, after which only what is required is made, by the shortest way."""
NULL_SHARE = 0.1


class UnmetError(DocumentError):
    """No value was found for this schema."""


class Builder:
    """`examples`: those of the schema are taken where they fit. `full`: nothing optional is left
    out."""

    def __init__(
        self,
        schemas: Schemas,
        rng: Random,
        *,
        examples: bool = True,
        full: bool = False,
        levels: int = DEEP,
    ) -> None:
        self.schemas = schemas
        self.rng = rng
        self.examples = examples
        self.full = full
        self.levels = levels
        self.flattener = Flattener(schemas)
        self.shortest = Shortest(self.flattener)

    def unmet(self, where: str, message: str) -> UnmetError:
        return UnmetError(self.schemas.document.name, where, "cannot-sample", message)

    def build(self, schema: Any, where: str, name: str = "", depth: int = 0) -> Any:
        """Raises UnmetError, ContradictionError; DocumentError for what is no schema."""
        if depth == 0 and not self.shortest.ends(schema, where, MOST):
            raise self.unmet(where, "no value of this schema ends, or none is allowed; mend it")
        failed: Exception = self.unmet(where, "its demands exclude each other, mend the schema")
        for attempt in range(ATTEMPTS):
            flat = self.flattener.flat(schema, where, self._order(depth, where))
            try:
                value = self._value(flat, name, depth, attempt)
            except (UnmetError, ContradictionError) as error:
                failed = error
                if not flat.chosen and len(kinds(flat.schema)) == 1:
                    raise
                continue
            if not flat.hard or self.schemas.fits(value, schema, flat.where):
                return value
            failed = self.unmet(flat.where, "no value was found that fits, give it an example")
        raise failed

    def _order(self, depth: int, where: str) -> Any:
        def order(branches: list[Any]) -> Iterable[Any]:
            if self.deep(depth):
                return sorted(branches, key=lambda each: self.shortest.levels(each, where))
            shuffled = self.rng.sample(branches, len(branches))
            shuffled.sort(key=lambda each: self._is_null(each, where))
            ending = [each for each in shuffled if self.shortest.ends(each, where, MOST)]
            return ending or shuffled

        return order

    def deep(self, depth: int) -> bool:
        return depth >= self.levels

    def _is_null(self, branch: Any, where: str) -> bool:
        """Null is rarely what a reader of a sample wants to see."""
        if isinstance(branch, dict) and set(branch) == {"$ref"}:
            branch, _ = self.flattener.pointed(branch["$ref"], where)
        null = isinstance(branch, dict) and branch.get("type") == "null"
        return null and self.rng.random() > NULL_SHARE

    def _value(self, flat: Flat, name: str, depth: int, attempt: int) -> Any:
        found = list(self._literals(flat.schema, attempt))
        for value in self.rng.sample(found, len(found)):
            if self.schemas.fits(value, flat.schema, flat.where):
                return copy.deepcopy(value)
        if "const" in flat.schema or "enum" in flat.schema:
            raise ContradictionError("enum")
        kind = self._kind(flat.schema, depth, attempt)
        if kind == "null":
            return None
        if kind == "boolean":
            return self.rng.random() < 0.5
        if kind == "object":
            return objects.build(self, flat, depth, attempt)
        if kind == "array":
            return arrays.build(self, flat, name, depth)
        return self._scalar(flat, kind, name)

    def _literals(self, schema: Schema, attempt: int) -> Iterator[Any]:
        if "const" in schema:
            yield schema["const"]
        elif "enum" in schema:
            yield from schema["enum"]
        elif self.examples and (attempt == 0 or self.rng.random() < 0.5):
            examples = schema.get("examples")
            if isinstance(examples, list) and examples:
                yield from examples
            elif "example" in schema:
                yield schema["example"]
            elif "default" in schema and not (self.full and schema["default"] is None):
                yield schema["default"]

    def _kind(self, schema: Schema, depth: int, attempt: int) -> str:
        if self.deep(depth) and attempt == 0:
            return simplest(schema)
        solid = [kind for kind in kinds(schema) if kind != "null"]
        nullable = len(solid) < len(kinds(schema))
        if not solid or (nullable and attempt == 0 and self.rng.random() < NULL_SHARE):
            return "null"
        return self.rng.choice(solid)

    def _scalar(self, flat: Flat, kind: str, name: str) -> Any:
        demands = {**flat.schema, "type": kind}
        try:
            for value in self._candidates(demands, kind, name):
                if self.schemas.fits(value, demands, flat.where):
                    return value
        except UnsupportedError as error:
            pattern = f"pattern {demands['pattern']!r}"
            raise self.unmet(flat.where, f"{pattern} {error}; give it an example") from None
        except strings.TooLongError as error:
            raise self.unmet(flat.where, f"{error}; give it an example") from None
        told = f"the pattern {demands['pattern']!r}" if "pattern" in demands else "its demands"
        raise self.unmet(flat.where, f"no {kind} was found that fits {told}, give it an example")

    def _candidates(self, schema: Schema, kind: str, name: str) -> Iterator[Any]:
        if kind == "string":
            return strings.candidates(schema, name, self.rng)
        return numbers.candidates(schema, name, self.rng, whole=kind == "integer")
