"""One of several schemas: branches of `anyOf` and `oneOf`, taken to exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from operator import attrgetter

from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_kinds import text
from goldenpath_gates.contracts.differ.schema_pair import Comparison, Found, Pair, Run
from goldenpath_gates.contracts.differ.schema_parts import Choice, meant
from goldenpath_gates.contracts.document import DocumentError, Node

MOST_WEIGHED = 65_536
"""Pairs of branches that are weighed; of more, each goes with the one in its place."""
MOST_TRIED = 8
"""Branches that are tried one by one."""


@dataclass(frozen=True, eq=False)
class Branch:
    """`node` is how a choice names it, `demand` what it comes to."""

    node: Node | None
    demand: Demand

    def meets(self, other: Branch) -> bool:
        """Whether some value may fit both."""
        return bool(self.demand.kinds & other.demand.kinds)

    def is_part_of(self, whole: Demand) -> bool:
        """Whether it is a component that the whole is made of."""
        target = self.reference and meant(self.reference).pointer
        return any(part.pointer == target for part in whole.parts)

    def is_other(self, other: Branch) -> bool:
        """Whether both are components, and this one is still there beside the other."""
        if self.reference is None or other.reference is None or self.name == other.name:
            return False
        return _leads_somewhere(other.reference, self.reference)

    def likeness(self, other: Branch) -> int:
        return len(self.demand.named.keys() & other.demand.named.keys())

    @cached_property
    def spelling(self) -> str:
        return text([part.value for part in self.demand.parts])

    @cached_property
    def name(self) -> str:
        """Of the component that it refers to, else its title."""
        if self.node is None or not isinstance(self.node.value, dict):
            return ""
        if self.reference:
            return str(self.reference.value["$ref"]).rsplit("/", 1)[-1]
        return str(self.node.value.get("title") or "")

    @property
    def reference(self) -> Node | None:
        value = self.node.value if self.node else None
        return self.node if isinstance(value, dict) and isinstance(value.get("$ref"), str) else None


SPELLING, NAME = attrgetter("spelling"), attrgetter("name")


def choices(pair: Pair, run: Run) -> Comparison:
    """Where both sides have some: each with its counterpart."""
    base, revision = [*pair.base.choices], [*pair.revision.choices]
    for before, after in _counterparts(base, revision):
        base.remove(before)
        revision.remove(after)
        yield from _branches(pair, before, after)
    for choice in revision:
        yield Found("choice-added", choice.node, "one of several schemas has to fit from now on")
    for choice in base:
        yield Found("choice-removed", choice.node, "none of several schemas has to fit any longer")


def lifted(pair: Pair, run: Run) -> Comparison:
    """Where one side only has a choice: its branches with the whole of the other side."""
    if pair.base.choices:
        choice = pair.base.choices[0]
        branches = [Branch(each, pair.base.choosing(choice, each)) for each in choice.branches]
        whole = Branch(pair.revision.node, pair.revision)
        every = pair.direction == "request"
    else:
        choice = pair.revision.choices[0]
        branches = [Branch(each, pair.revision.choosing(choice, each)) for each in choice.branches]
        whole = Branch(pair.base.node, pair.base)
        every = pair.direction == "response"
    fitting = [branch for branch in branches if branch.meets(whole)]
    same = [branch for branch in branches if branch.is_part_of(whole.demand)]
    best = same[0] if same else _best(whole, fitting or branches)
    if choice.exclusive and not every and _ambiguous(pair, whole, fitting, run):
        message = "what fitted before fits several schemas of `oneOf`, and is refused"
        yield Found("choice-ambiguous", choice.node, message)
    for branch in branches:
        other = bool(same) and branch.reference is not None  # a component beside the one it is
        if branch is best or (every and branch.meets(whole) and not other):
            sides = (branch.demand, whole.demand)
            yield pair.between(*(sides if pair.base.choices else sides[::-1]))
        elif pair.base.choices:
            yield Found("alternative-removed", branch.node, _said(branch, "is no longer possible"))
        else:
            yield Found("alternative-added", branch.node, _said(branch, "is possible as well"))


def _ambiguous(pair: Pair, whole: Branch, branches: Sequence[Branch], run: Run) -> bool:
    """Whether all that the whole lets through fits two branches at once."""
    sides = [(whole.demand, each.demand) for each in branches[:MOST_TRIED]]
    if pair.direction == "response":
        sides = [side[::-1] for side in sides]
    return sum(run.fits(pair.between(*side)) for side in sides) > 1


def _counterparts(base: list[Choice], revision: list[Choice]) -> list[tuple[Choice, Choice]]:
    known = {text(each.node.value): each for each in revision}
    same = [
        (each, known.pop(spelling)) for each in base if (spelling := text(each.node.value)) in known
    ]
    left = [each for each in base if all(each is not one for one, _ in same)]
    others = [each for each in revision if all(each is not one for _, one in same)]
    return same + list(zip(left, others, strict=False))


def _branches(pair: Pair, base: Choice, revision: Choice) -> Comparison:
    before = [Branch(each, Demand.of([each])) for each in base.branches]
    after = [Branch(each, Demand.of([each])) for each in revision.branches]
    for old, new in _matched(before, after):
        if old and new:
            yield pair.between(old.demand, new.demand)
        elif new:
            yield Found("alternative-added", new.node, _said(new, "is possible as well"))
        elif old:
            yield Found("alternative-removed", old.node, _said(old, "is no longer possible"))


def _matched(
    base: list[Branch], revision: list[Branch]
) -> Iterator[tuple[Branch | None, Branch | None]]:
    """By what they say, by name, then by what they have in common."""
    for key in (SPELLING, NAME):
        known: dict[str, list[Branch]] = {}
        for each in reversed(revision):
            known.setdefault(key(each), []).append(each)
        known.pop("", None)
        taken: dict[int, Branch] = {
            index: same.pop() for index, each in enumerate(base) if (same := known.get(key(each)))
        }
        yield from ((base[index], each) for index, each in taken.items())
        gone = set(map(id, taken.values()))
        base = [each for index, each in enumerate(base) if index not in taken]
        revision = [each for each in revision if id(each) not in gone]
    if len(base) * len(revision) > MOST_WEIGHED:
        yield from zip_longest(base, revision)
        return
    for each in base:
        alike = [other for other in revision if other.meets(each) and not each.is_other(other)]
        best = _likest(each, alike)
        revision = [other for other in revision if other is not best]
        yield each, best
    yield from ((None, each) for each in revision)


def _best(branch: Branch, others: Sequence[Branch]) -> Branch | None:
    for key in (SPELLING, NAME):
        for each in others:
            if key(branch) and key(branch) == key(each):
                return each
    return _likest(branch, others)


def _likest(branch: Branch, others: Sequence[Branch]) -> Branch | None:
    return max(others, key=branch.likeness, default=None)


def _leads_somewhere(place: Node, reference: Node) -> bool:
    """Whether the reference would lead somewhere in the other's document."""
    try:
        Node(place.document, reference.value, place.pointer).resolved()
    except DocumentError:
        return False
    return True


def _said(branch: Branch, verb: str) -> str:
    return f"{branch.name or 'a schema without a name'} {verb}"
