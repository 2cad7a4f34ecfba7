"""A ramp: traffic moves from one variant to another by the clock, without another commit.

It is plain flagd targeting, so whatever reads the file follows it: the hash of flag and targeting
key puts each key into one of 100 places, and the share of the new variant begins at the first. So
a key that has moved stays, and a larger share holds the smaller one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from goldenpath_gates.flags.document import Flag

NOW = {"var": "$flagd.timestamp"}
META = "ramp"
"""Metadata of a flag that is being turned: the variant that it is turned to."""


@dataclass(frozen=True)
class Ramp:
    """`start` in Unix seconds, `every` in seconds, `step` in percent of the keys."""

    old: str
    new: str
    start: int
    every: int
    step: int

    @property
    def steps(self) -> list[tuple[int, int]]:
        """From when on which share, in percent, gets the new variant."""
        shares = [*range(self.step, 100, self.step), 100]
        return [(self.start + self.every * number, share) for number, share in enumerate(shares)]

    @property
    def end(self) -> int:
        """When all of it has moved."""
        return self.steps[-1][0]

    def share(self, now: float) -> int:
        """Percent of the keys that have moved."""
        return max((share for at, share in self.steps if at <= now), default=0)

    def targeting(self) -> dict[str, Any]:
        """Each condition of the chain ends the time in which the value behind it holds."""
        chain: list[Any] = [{"<": [NOW, self.start]}, self.old]
        for (_, share), (until, _) in pairwise(self.steps):
            moved = [[self.new, share], [self.old, 100 - share]]
            chain += [{"<": [NOW, until]}, {"fractional": moved}]
        return {"if": [*chain, self.new]}


def ramp_of(flag: Flag) -> Ramp | None:
    """The ramp that a flag is on; None for rules of another kind."""
    new = flag.get("metadata", {}).get(META)
    if not isinstance(new, str):
        return None
    try:
        chain = flag["targeting"]["if"]
        start = chain[0]["<"][1]
        last = len(chain) == 3
        step = 100 if last else chain[3]["fractional"][0][1]
        every = 1 if last else chain[2]["<"][1] - start
        found = Ramp(flag["defaultVariant"], new, start, every, step)
        return found if found.targeting() == flag["targeting"] else None
    except (LookupError, TypeError, ValueError):
        return None
