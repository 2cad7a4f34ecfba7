"""One chain of the audit log: what is missing, made up or in another place than it was written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from .audit import FIRST


@dataclass(frozen=True, slots=True)
class Finding:
    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:1: {self.rule} {self.message}"


@dataclass(frozen=True, slots=True)
class Line:
    """What it says of itself; `signed` if one of our keys has said so."""

    path: Path
    number: int
    chain: str
    seq: int
    prev: str
    hash: str
    signed: bool

    def finding(self, rule: str, what: str) -> Finding:
        return Finding(self.path, self.number, rule, f"{self.seq} of chain {self.chain} {what}")


@dataclass(slots=True)
class Chain:
    """Lines in the order of the log; those of `true` are signed and each number is there once."""

    true: dict[int, Line] = field(default_factory=dict)
    forged: list[Line] = field(default_factory=list)
    copies: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        if not line.signed:
            self.forged.append(line)
        elif self.true.setdefault(line.seq, line) is not line:
            self.copies.append(line)

    def findings(self, reaches: int) -> Iterator[Finding]:
        """`reaches` is a number that the chain is known to have reached, by another record."""
        for line in self.copies:
            yield line.finding("audit-inserted", "stands here once more")
        for line in self.forged:
            if line.seq in self.true:
                yield line.finding("audit-inserted", "was never written, another line is true")
            else:
                yield line.finding("audit-changed", "is not what was written")
        yield from self._late()
        yield from self._unlinked()
        yield from self._missing(reaches)

    def _late(self) -> Iterator[Finding]:
        highest = 0
        for seq, line in self.true.items():
            if seq < highest:
                yield line.finding("audit-reordered", f"stands behind {highest}")
            highest = max(highest, seq)

    def _unlinked(self) -> Iterator[Finding]:
        hashes = {0: FIRST} | {seq: line.hash for seq, line in self.true.items()}
        for seq, line in self.true.items():
            if line.prev != hashes.get(seq - 1, line.prev):
                yield line.finding("audit-changed", "follows upon another line")

    def _missing(self, reaches: int) -> Iterator[Finding]:
        """Found at the line behind the gap; at the end of a chain, at its last line."""
        lines = {line.seq: line for line in self.forged} | self.true
        last = lines[max(lines)]
        end = max(last.seq, reaches) + 1
        for before, seq in pairwise(sorted({0, *lines, end})):
            if seq > before + 1:
                gap = f"{before + 1}" if seq == before + 2 else f"{before + 1} to {seq - 1}"
                where = lines.get(seq, last)
                message = f"{gap} of chain {where.chain} missing"
                yield Finding(where.path, where.number, "audit-removed", message)
