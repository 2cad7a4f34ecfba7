"""One comparison of two documents, shared by its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from goldenpath_hooks.findings import one_line

from goldenpath_gates.contracts.change import Change, Direction
from goldenpath_gates.contracts.differ import reading, security_names
from goldenpath_gates.contracts.differ.schemas import Schemas
from goldenpath_gates.contracts.document import Document, Node
from goldenpath_gates.contracts.rules import change

WORDS = ("summary", "description", "tags", "externalDocs")


@dataclass
class Comparison:
    """A component that many operations share is compared, and reported, once."""

    base: Document
    revision: Document
    schemas: Schemas = field(init=False)
    scheme_names: Mapping[str, str] = field(init=False)
    """What the base calls a security scheme of the revision, where it calls it otherwise."""
    compared: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.schemas = Schemas(self.base, self.revision)
        self.scheme_names = security_names.renamed(self.base, self.revision)

    def first(self, part: str, base: Node, revision: Node) -> bool:
        """Whether this pair was not compared before as such a part."""
        pair = (part, base.pointer, revision.pointer)
        new = pair not in self.compared
        self.compared.add(pair)
        return new

    def values(
        self, base: Node, revision: Node, direction: Direction, where: str, text: bool = False
    ) -> Iterator[Change]:
        """The schemas of a parameter, a header or a media type; `text`: values travel as such."""
        if base.get("schema") or revision.get("schema"):
            schemas = reading.schema(base), reading.schema(revision)
            yield from self.schemas.compare(*schemas, direction, where, text)


def found(rule: str, node: Node, message: str) -> Change:
    """Names in `message` come from the documents."""
    return change(rule, node.pointer, one_line(message))


def words(base: Node, revision: Node, where: str) -> Iterator[Change]:
    changed = [key for key in WORDS if base.value.get(key) != revision.value.get(key)]
    if changed:
        yield found("text-changed", revision, f"{where} has another {' and '.join(changed)}")
