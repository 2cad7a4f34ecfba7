"""The analysis of a canary, for the evidence and for people: every metric and measurement."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goldenpath_gates import report
from goldenpath_gates.delivery.views import AnalysisRun, Metric
from goldenpath_gates.delivery.watching import Watched
from goldenpath_gates.report import Figure, Finding
from goldenpath_gates.views import cell, table

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
SHOWN = 240
"""Characters of a text that a cluster wrote."""


def to_json(environment: str, image: str, watched: Watched) -> dict[str, Any]:
    """`runs` as the controller wrote them; `seconds` is how long was watched."""
    seen = watched.rollout
    return {
        "version": 1,
        "environment": environment,
        "image": image,
        "end": watched.end,
        "why": watched.why,
        "seconds": round(watched.seconds, 1),
        "phase": seen.phase if seen else None,
        "hash": seen.hash if seen else None,
        "steps": list(seen.steps) if seen else [],
        "step": seen.step if seen else None,
        "weight": seen.weight if seen else None,
        "runs": [asdict(run) for run in watched.runs],
    }


def markdown(environment: str, image: str, watched: Watched) -> str:
    """A table of all metrics, for a summary and for the change request that takes it back."""
    rows = [
        (
            run.kind or run.name,
            metric.name,
            len(metric.measurements),
            metric.value[:SHOWN] or "nothing",
            (metric.failure or f"not {metric.success}")[:SHOWN],
            metric.phase,
        )
        for run, metric in _metrics(watched.runs)
    ]
    header = ("analysis", "metric", "measured", "last", "fails if", "verdict")
    said = f"{cell(image)} in {cell(environment)}: {watched.end}, {cell(watched.why[:SHOWN])}"
    return f"{said}\n\n{table(header, rows)}\n"


def write(root: Path, folder: str, environment: str, image: str, watched: Watched) -> list[str]:
    """Below `reports/<folder>`; the paths from the root."""
    place = root / report.FOLDER / folder
    place.mkdir(parents=True, exist_ok=True)
    report.write_json(place / "analysis.json", to_json(environment, image, watched))
    (place / "analysis.md").write_text(markdown(environment, image, watched), "utf-8")
    return [str((place / name).relative_to(root)) for name in ("analysis.json", "analysis.md")]


def figures(environment: str, watched: Watched) -> Iterator[Figure]:
    """What was measured last of each metric; a metric without a number has none."""
    for _, metric in _metrics(watched.runs):
        if (value := _number(metric)) is not None:
            passed = {"good": True, "bad": False}.get(metric.state)
            yield Figure(f"{environment}: {metric.name}", value, None, metric.success, passed)


def findings(environment: str, watched: Watched) -> Iterator[Finding]:
    """Why it was taken back: each metric that failed, or else what the controller says."""
    bad = [metric for _, metric in _metrics(watched.runs) if metric.state == "bad"]
    for metric in bad:
        message = (
            f"{environment}: {metric.name} is {metric.value or 'nothing'}, it fails if "
            f"{metric.failure or f'not {metric.success}'}"
        )
        yield Finding("canary-analysis", f"{message} {metric.message}".strip())
    if not bad:
        yield Finding("canary-abort", f"{environment}: {watched.why}")


def _metrics(runs: Iterable[AnalysisRun]) -> Iterator[tuple[AnalysisRun, Metric]]:
    return ((run, metric) for run in runs for metric in run.metrics)


def _number(metric: Metric) -> float | None:
    """Prometheus gives a list of results, `[0.41]`."""
    found = NUMBER.search(metric.value)
    value = float(found[0]) if found else math.nan
    return value if math.isfinite(value) else None
