"""From recorded traffic to a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from time import monotonic
from typing import Any

from goldenpath_gates import git, library
from goldenpath_gates.evals import record
from goldenpath_gates.evals.changes import changes
from goldenpath_gates.evals.gates.judge import verdict
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.result import Result, Verdict
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Gate
from goldenpath_gates.evals.shadow.compare import compared
from goldenpath_gates.evals.shadow.lines import Line
from goldenpath_gates.evals.shadow.measure import METRICS
from goldenpath_gates.evals.shadow.prefer import Prefer
from goldenpath_gates.evals.shadow.privacy import require_masked
from goldenpath_gates.evals.shadow.record import Runs
from goldenpath_gates.evals.shadow.recording import RECORDING, Pair

SHOWN = 3
"""Of the different errors."""


def result(
    paths: Sequence[Path],
    root: Path,
    service: str,
    gates: Sequence[Gate],
    context: Context,
    prefer: Prefer | None = None,
) -> Result:
    """`prefer` asks a judge, where one shall be asked.

    Raises FailedError where the recording holds data of persons, before anything of it is written,
    and IncompleteError where a line is no pair or a pair comes twice.
    """
    started, clock = datetime.now(UTC), monotonic()
    datasets = {str(path): _fact(path) for path in paths}
    runs = Runs.below(root)
    runs.write((Pair.of(line.body) for line in _lines(paths)), context, prefer)
    primary, candidate = (Scores.of(record.read(path)) for path in (runs.primary, runs.candidate))
    found = compared(primary, candidate, gates, context.settings, started.date())
    said = verdict(found.rulings, found.problems)
    metrics = {metric.name: metric for metric in METRICS}
    after, before = record.read(runs.candidate), record.read(runs.primary)
    worst, changed = changes(after, before, metrics)
    return Result(
        verdict=said,
        summary=_summary(said, found.rulings, len(candidate), changed, runs),
        rulings=found.rulings,
        problems=found.problems,
        facts={
            "service": service,
            "source": "shadow",
            "models": sorted(runs.models),
            "datasets": datasets,
            "baseline": None,
            "errors": dict(runs.errors),
            "commit": git.commit(root),
            "library": library.version(),
            "seed": context.settings.seed,
            "started": started.isoformat(timespec="seconds"),
            "duration_s": monotonic() - clock,
        },
        scores=candidate,
        baseline=primary,
        changes=worst,
        changed=changed,
    )


def _lines(paths: Sequence[Path]) -> Iterator[Line]:
    for path in paths:
        yield from RECORDING.lines(path)


def _fact(path: Path) -> dict[str, Any]:
    """Raises FailedError for data of persons: the first thing that is asked of a recording."""
    cases = require_masked(RECORDING.lines(path))
    with path.open("rb") as file:
        return {"hash": file_digest(file, "sha256").hexdigest(), "cases": cases}


def _summary(said: Verdict, rulings: Sequence[Ruling], pairs: int, changed: int, runs: Runs) -> str:
    errors = ", ".join(f"{count} {text}" for text, count in runs.errors.most_common(SHOWN))
    failed = dict.fromkeys(ruling.gate.metric for ruling in rulings if ruling.outcome == "failed")
    parts = [
        f"{pairs} pairs, {runs.errors.total()} errors of the candidate",
        f"most often {errors}" if errors else "",
        f"{changed} answers differ",
        f"not kept: {', '.join(failed)}" if failed else "",
    ]
    return f"{said}: {'; '.join(filter(None, parts))}"
