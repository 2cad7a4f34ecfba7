"""Two demands that are compared, and what a comparison of one keyword may say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from goldenpath_gates.contracts.change import Direction
from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.document import Node

SHOWN = 4
"""Steps of a path that a message shows."""


@dataclass(frozen=True)
class Found:
    """`rule` is an id of the table without its direction; `node` is where to look."""

    rule: str
    node: Node | None
    message: str


@dataclass(frozen=True)
class Pair:
    """`where` is what messages call the place, `path` leads from there to the demands.

    `text`: values travel as text, as in a query, so that a number is a string as well.
    """

    base: Demand
    revision: Demand
    direction: Direction
    where: str
    path: tuple[str, ...] = ()
    text: bool = False

    @property
    def common(self) -> frozenset[str]:
        """The kinds of value that constraints of both sides speak of."""
        return self.base.kinds & self.revision.kinds

    @property
    def subject(self) -> str:
        return f"`{'.'.join(self.path)}` of {self.where}" if self.path else self.where

    def between(self, base: Demand, revision: Demand, *steps: str) -> Pair:
        path = (*self.path, *steps)
        path = ("...", *path[-SHOWN:]) if len(path) > SHOWN else path
        return replace(self, base=base, revision=revision, path=path)

    def inner(self, base: Iterable[Node], revision: Iterable[Node], *steps: str) -> Pair:
        return self.between(Demand.of(base), Demand.of(revision), *steps)


class Run(Protocol):
    """What a comparison may ask of the run that it is part of."""

    def alike(self, base: Sequence[Node], revision: Sequence[Node]) -> bool:
        """Whether they say the same, with all that they refer to."""

    def fits(self, pair: Pair) -> bool:
        """Whether nothing of the pair breaks."""

    def equivalent(self, pair: Pair) -> bool:
        """Whether both let the same values through."""


Comparison = Iterator[Found | Pair]
"""What is found at once, and what is to be compared further."""
