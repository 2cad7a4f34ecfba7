"""What changed in a promise since the base, between which versions, and what has to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goldenpath_hooks.findings import one_line

from goldenpath_gates.contracts import semver
from goldenpath_gates.contracts.breaks import Breaks
from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.embeddings import NOTHING, compared
from goldenpath_gates.contracts.kinds import EXAMPLES, compare, require_form, version
from goldenpath_gates.contracts.lines import Lines
from goldenpath_gates.contracts.promises import Promise
from goldenpath_gates.contracts.rules import change, rules
from goldenpath_gates.report import Finding

REMOVED, NONE = "removed", "none"
"""In the place of a version: what is gone, what had none."""
CHANGES = "reports/contract/changes.md"
MOST = 100
"""Breaks of one contract that become findings."""
ACCEPT = "or accept it: `goldenpath contract publish --reason TEXT --owner WHO`"


@dataclass(frozen=True)
class Judged:
    """A contract, or one index of the embeddings. `old` is None for a new one.

    `semantic` tells versions of SemVer from an index's, which says that it was filled anew, and
    from none, as of examples: of these only the removal can be accepted.
    """

    contract: str
    old: str | None
    new: str | None
    changes: tuple[Change, ...] = ()
    semantic: bool = True

    @property
    def acceptable(self) -> bool:
        return self.semantic or self.new == REMOVED

    @property
    def breaking(self) -> list[Change]:
        return [each for each in self.changes if each.level == "breaking"]

    def fault(self) -> Finding | None:
        """Where the version is not the one that is due."""
        if not self.semantic or self.new == REMOVED:
            return None
        broken = semver.fault(self.old, self.new, semver.consequence(self.changes))
        return told(*broken, self.contract) if broken else None

    def unaccepted(self, breaks: Breaks) -> list[Change]:
        if not self.acceptable:
            return self.breaking
        accepted = breaks.between(self.contract, self.old or NONE, self.new or NONE)
        return [each for each in self.breaking if (each.rule, each.pointer) not in accepted]


def told(rule: str, message: str, path: str) -> Finding:
    """A finding with the remedy of its rule."""
    return Finding(rule, f"{message}, {rules()[rule].remedy}", path)


def judged(promise: Promise) -> Iterator[Judged]:
    """Raises DocumentError where a side cannot be judged."""
    kind, base, now = promise.kind, promise.base, promise.now
    for side in filter(None, (base, now)):
        require_form(kind, side)
    if kind == "embeddings":
        for index in compared(base or NOTHING, now or NOTHING):
            old, new = (None if it is None else str(it) for it in (index.old, index.new))
            yield Judged(promise.path, old, new or REMOVED, index.changes, semantic=False)
        return
    old = version(kind, base) if base and kind not in EXAMPLES else None
    if now is None:
        lost = change("contract-removed", "", "the contract is gone")
        yield Judged(promise.path, old, REMOVED, (lost,))
        return
    changes = tuple(compare(kind, base, now)) if base else ()
    if kind in EXAMPLES:
        gone = any(each.level == "breaking" for each in changes)
        yield Judged(promise.path, None, REMOVED if gone else None, changes, semantic=False)
        return
    yield Judged(promise.path, old, version(kind, now), changes)


def findings(root: Path, judged: Judged, breaks: Breaks) -> Iterator[Finding]:
    """The version that is due, and each break that nobody accepted."""
    fault = judged.fault()
    if fault:
        yield fault
    unaccepted = judged.unaccepted(breaks)
    accept = f", {ACCEPT}" if judged.acceptable and not fault else ""
    lines = Lines(root / judged.contract)
    for each in unaccepted[:MOST]:
        remedy = f"{rules()[each.rule].remedy}{accept}"
        message = f"{one_line(each.pointer) or '/'} {each.message}, {remedy}"
        yield Finding(each.rule, message, judged.contract, lines.of(each.pointer))
    if rest := unaccepted[MOST:]:
        message = f"and {len(rest)} more breaks, {CHANGES} has them all"
        yield Finding(rest[0].rule, message, judged.contract)
