"""Which version a difference demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenpath_gates.contracts import semver
from goldenpath_hooks.prompts.versions import Level, parse

from .difference import Change
from .interface import PROJECT, VERSION, version_of
from .tree import Tree

SHOWN = 3
"""Changes that a message names."""


@dataclass(frozen=True)
class Compared:
    """`old` is the version before; None for the first release."""

    old: str | None
    new: Tree
    changes: Sequence[Change]

    @property
    def step(self) -> Level:
        """A patch where nothing that others rely on changed."""
        return max((change.level for change in self.changes), default=Level.PATCH)

    @property
    def least(self) -> str | None:
        return semver.least(self.old, self.step)

    def __str__(self) -> str:
        if self.old is None:
            return "the first release: nothing can break"
        known = parse(self.old)
        instead = "a minor one" if self.step is Level.MAJOR else "a patch"
        early = known and known.core[0] == 0 and self.step is not Level.PATCH
        stands = f" (before 1.0.0 {instead} stands for it)" if early else ""
        return f"a {self.step} version is due after {self.old}{stands}: at least {self.least}"

    def fault(self, version: str = "") -> str | None:
        """`path:line: rule message` where a version (default: that of the tree) is too low."""
        shown = version or version_of(self.new)
        broken = semver.fault(self.old, shown, self.step) if self.old else None
        if broken is None:
            return None
        why = "; ".join(change.text for change in self.changes[:SHOWN])
        more = f"; and {len(self.changes) - SHOWN} more" if len(self.changes) > SHOWN else ""
        remedy = f"set {self.least} or higher" if self.least else "raise it"
        reason = f" ({why}{more})" if why else ""
        return f"{place(self.new)}: release-{broken[0]} {broken[1]}{reason}, {remedy}"


def place(tree: Tree) -> str:
    """Where the version is set."""
    text = tree.text(PROJECT)
    found = VERSION.search(text)
    return f"{PROJECT}:{text[: found.start()].count(chr(10)) + 1 if found else 1}"
