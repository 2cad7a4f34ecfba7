"""The figures of the nightly runs, one line each: `evals/trend.jsonl`."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.report import summary
from goldenpath_gates.evals.result import Result
from goldenpath_gates.schema import first_violation, packaged

COMMITTED = Path("evals/trend.jsonl")
WRITTEN = Path("reports/nightly/trend.jsonl")
MOST_RUNS = 400
"""Older runs are dropped: a year of nights, and a file that can be reviewed."""
LONGEST_LINE = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """`metrics` are means over the cases; `datasets` maps a path to its hash."""

    date: str
    commit: str | None
    verdict: str
    library: str
    cases: int
    models: tuple[str, ...]
    datasets: Mapping[str, str]
    metrics: Mapping[str, float]

    def line(self) -> str:
        return json.dumps({"trend": 1, **asdict(self)}, separators=(",", ":"))


def of(result: Result) -> Run:
    facts, both = result.facts, summary.pair(result)
    rows = summary.rows(both) if both else []
    datasets = facts.get("datasets", {})
    return Run(
        date=str(facts.get("started", "")),
        commit=facts.get("commit"),
        verdict=result.verdict,
        library=str(facts.get("library", "")),
        cases=len(both.now) if both else 0,
        models=tuple(facts.get("models", ())),
        datasets={path: one["hash"] for path, one in datasets.items()},
        metrics={row.metric: round(row.mean, 6) for row in rows if row.mean == row.mean},
    )


def append(root: Path, result: Result) -> Path:
    """Writes a copy of the committed file with this run at its end; nothing is committed here."""
    committed = root / COMMITTED
    runs = read(committed) if committed.exists() else []
    target = root / WRITTEN
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = [run.line() for run in (*runs, of(result))][-MOST_RUNS:]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def read(path: Path) -> list[Run]:
    """The last runs, oldest first. Raises IncompleteError for a line that is no run."""
    if path.is_symlink():
        raise IncompleteError(f"{path}: is a link: put the file itself there")
    schema = packaged("eval-trend")
    try:
        with path.open(encoding="utf-8") as file:
            lines = deque(enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), 1), MOST_RUNS)
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(f"{path}: cannot be read: {error}") from None
    return [_run(line, f"{path}:{number}", schema) for number, line in lines]


def _run(line: str, where: str, schema: dict[str, Any]) -> Run:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise IncompleteError(f"{where}: not JSON: {error}") from None
    if violation := first_violation(body, schema):
        raise IncompleteError(f"{where}: not a run: {violation}")
    del body["trend"]
    return Run(**{**body, "models": tuple(body["models"])})
