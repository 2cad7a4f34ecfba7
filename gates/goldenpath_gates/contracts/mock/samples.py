"""Realistic values of a schema, each looked at by a validator before it is handed out."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

from goldenpath_gates.contracts.change import Direction
from goldenpath_gates.contracts.document import Document, DocumentError, Node
from goldenpath_gates.contracts.mock.builder import DEEP, Builder, UnmetError
from goldenpath_gates.contracts.mock.merge import ContradictionError
from goldenpath_gates.contracts.mock.schemas import Schemas, reference
from goldenpath_gates.contracts.mock.standard import View, standard

ATTEMPTS = 6
FEW = 1
"""Levels with what is optional, where more made it too large."""


def sample(
    node: Node, seed: int, direction: Direction, *, examples: bool = True, full: bool = False
) -> Any:
    """The same for the same seed. Raises DocumentError that names the pointer.

    `examples`: those of the schemas are taken where they fit. `full`: nothing optional is left
    out, as far as the rest allows it.
    """
    return Samples(node.document, direction).value(node.pointer, seed, examples=examples, full=full)


class Samples:
    """Of one document, for one direction."""

    def __init__(self, document: Document, direction: Direction) -> None:
        self.schemas = schemas(document, direction)

    def value(
        self,
        pointer: str,
        seed: int | str,
        *,
        name: str = "",
        examples: bool = True,
        full: bool = False,
    ) -> Any:
        """`name` is that of the header or parameter whose schema it is."""
        reason, levels = "its demands exclude each other, mend the schema", DEEP
        validator = self.schemas.at(pointer)
        for attempt in range(ATTEMPTS):
            rng = Random(f"{seed} {pointer} {attempt}")  # noqa: S311 - samples are no secrets
            builder = Builder(self.schemas, rng, examples=examples, full=full, levels=levels)
            try:
                value = builder.build(reference(pointer), pointer, name)
            except ContradictionError:
                continue
            except DocumentError as error:
                if error.rule != "too-large" or levels == FEW:
                    raise
                levels = FEW
                continue
            violation = next(validator.iter_errors(value), None)
            if violation is None:
                return value
            reason = f"no value was found that fits ({violation.message}), give it an example"
        raise UnmetError(self.schemas.document.name, pointer, "cannot-sample", reason)


class _Key:
    """A document by identity: to compare two trees would cost more than to read one."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.document is self.document


def schemas(document: Document, view: View | Direction) -> Schemas:
    return _schemas(_Key(document), view)


@lru_cache(maxsize=16)
def _schemas(key: _Key, view: View | Direction) -> Schemas:
    return Schemas(standard(key.document, view))
