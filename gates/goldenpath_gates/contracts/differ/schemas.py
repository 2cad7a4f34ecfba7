"""Two versions of a schema: what a client sends may be widened, what it receives narrowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from goldenpath_hooks.findings import one_line

from goldenpath_gates.contracts.change import Change, Direction
from goldenpath_gates.contracts.differ.schema_arrays import one_is_several, unpacked
from goldenpath_gates.contracts.differ.schema_choices import lifted
from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_keywords import ANNOTATIONS, INNER, OWN
from goldenpath_gates.contracts.differ.schema_pair import Comparison, Found, Pair
from goldenpath_gates.contracts.differ.schema_sameness import Sameness
from goldenpath_gates.contracts.differ.schema_types import types
from goldenpath_gates.contracts.document import Document, DocumentError, Node
from goldenpath_gates.contracts.rules import change

MOST_PAIRS = 100_000
"""Schemas compared in one run; more come of documents that were made to be slow."""
MOST_TRIED = 3
"""Comparisons within a comparison."""
DIRECTIONS: tuple[Direction, ...] = ("request", "response")


@dataclass
class Schemas:
    """One per run: a change of a shared component is reported once for each direction."""

    base: Document
    revision: Document
    _sameness: Sameness = field(init=False, repr=False)
    _seen: set[object] = field(default_factory=set, init=False, repr=False)
    _said: set[tuple[str, str, str]] = field(default_factory=set, init=False, repr=False)
    _pairs: int = field(default=0, init=False, repr=False)
    _tried: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        self._sameness = Sameness(self.base, self.revision)

    def same(self, base: Node, revision: Node) -> bool:
        """Whether both say the same, with all that they refer to."""
        return self._sameness.same(base, revision)

    def compare(
        self, base: Node, revision: Node, direction: Direction, where: str, text: bool = False
    ) -> Iterator[Change]:
        """`text`: values travel as text, as in a query. Raises DocumentError."""
        if self._sameness.same(base, revision):
            return
        pair = Pair(Demand.of([base]), Demand.of([revision]), direction, where, text=text)
        for of, found in self._walk(pair, self._seen):
            told = _change(of, found)
            if (said := (told.rule, told.pointer, found.message)) not in self._said:
                self._said.add(said)
                yield told

    def _walk(self, pair: Pair, seen: set[object]) -> Iterator[tuple[Pair, Found]]:
        waiting = [pair]
        while waiting:
            pair = waiting.pop()
            key = (pair.base.key, pair.revision.key, pair.direction, pair.text)
            if key in seen or self._same(pair):
                continue
            seen.add(key)
            self._pairs += 1
            if self._pairs > MOST_PAIRS:
                message = f"more than {MOST_PAIRS} schemas differ, compare smaller steps"
                raise DocumentError(self.revision.name, "", "too-many-schemas", message)
            inner = []
            for each in self._compared(pair):
                if isinstance(each, Pair):
                    inner.append(each)
                else:
                    yield pair, each
            waiting += reversed(inner)

    def alike(self, base: Sequence[Node], revision: Sequence[Node]) -> bool:
        return len(base) == len(revision) and all(map(self._sameness.same, base, revision))

    def _same(self, pair: Pair) -> bool:
        base, revision = pair.base, pair.revision
        if base.null != revision.null or base.chosen != revision.chosen:
            return False
        return self.alike(base.parts, revision.parts)

    def _compared(self, pair: Pair) -> Comparison:
        if pair.text and one_is_several(pair):
            return unpacked(pair)
        if bool(pair.base.choices) != bool(pair.revision.choices):
            return lifted(pair, self)
        said = pair.base.keywords | pair.revision.keywords
        inner = (each(pair, self) for on, each in INNER if on & said)
        if self._reads_the_same(pair):
            return chain.from_iterable(inner)
        own = OWN if pair.common else ANNOTATIONS
        found = chain.from_iterable(each(pair) for on, each in own if on & said)
        return chain(types(pair), found, chain.from_iterable(inner if pair.common else ()))

    def _reads_the_same(self, pair: Pair) -> bool:
        base, revision = pair.base, pair.revision
        if base.null != revision.null or not len(base.parts) == len(revision.parts) == 1:
            return False
        return self._sameness.reads_the_same(base.parts[0], revision.parts[0])

    def equivalent(self, pair: Pair) -> bool:
        """Whether both let the same values through: neither direction breaks."""
        return all(self.fits(replace(pair, direction=direction)) for direction in DIRECTIONS)

    def fits(self, pair: Pair) -> bool:
        """Whether nothing breaks; a question within itself many times over is answered with no."""
        if self._tried == MOST_TRIED:
            return False
        self._tried += 1
        try:
            return not any(
                _change(of, found).level in ("breaking", "warning")
                for of, found in self._walk(pair, set())
            )
        finally:
            self._tried -= 1


def compare_schemas(base: Document, revision: Document, direction: Direction) -> list[Change]:
    """Plain JSON Schema documents."""
    schemas = Schemas(base, revision)
    where = "what is sent" if direction == "request" else "what is received"
    return sorted(schemas.compare(base.node(), revision.node(), direction, where))


def _change(pair: Pair, found: Found) -> Change:
    node = found.node or pair.revision.node or pair.base.node
    pointer = node.pointer if node else ""
    message = one_line(f"{pair.subject}: {found.message}")
    return change(f"{pair.direction}-{found.rule}", pointer, message)
