"""Writes the two versions of a recording as two runs, which other commands read as such."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.shadow.measure import measured
from goldenpath_gates.evals.shadow.prefer import Both, Prefer, preferred
from goldenpath_gates.evals.shadow.recording import Pair

FOLDER = Path("reports", "shadow")
MOST = 100
"""Different models, and different errors: whoever records more has put data in their place."""


@dataclass(frozen=True)
class Runs:
    """`models` are those of both versions; `errors` the candidate's, by their text."""

    primary: Path
    candidate: Path
    models: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    @staticmethod
    def below(root: Path) -> Runs:
        folder = root / FOLDER
        return Runs(folder / "primary.jsonl", folder / "candidate.jsonl")

    def write(self, pairs: Iterable[Pair], context: Context, prefer: Prefer | None) -> None:
        both: Iterable[Both] = (measured(pair, context) for pair in map(self._seen, pairs))
        if prefer is not None:
            both = preferred(both, prefer, context.settings.concurrency)
        self.primary.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            primary, candidate = (
                stack.enter_context(path.open("w", encoding="utf-8"))
                for path in (self.primary, self.candidate)
            )
            for before, after in both:
                primary.write(before.line() + "\n")
                candidate.write(after.line() + "\n")

    def _seen(self, pair: Pair) -> Pair:
        for answer in (pair.primary, pair.candidate):
            _count(self.models, answer.model)
            _count(self.errors, answer.error)
        return pair


def _count(seen: Counter[str], name: str | None) -> None:
    if name is not None and (name in seen or len(seen) < MOST):
        seen[name] += 1
