"""What a baseline was measured with, and whether that is what measures now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goldenpath_gates.evals.baseline_file import mend
from goldenpath_gates.evals.judge import grade
from goldenpath_gates.evals.scorers.registry import Scorer, scorers
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.report import Finding

ANSWERS = ("seed", "temperature", "now", "retrieval_k", "request", "response", "judge", "embedder")
"""Settings that change what is answered or scored. Not the model: a new one shall be compared."""
ASIDE = {"request": ("timeout",), "judge": ("agreement", "key_variable", "url")}
ASIDE["embedder"] = ("key_variable", "url")


def scorers_digest(scorers: Mapping[str, Scorer], settings: Eval) -> str:
    """Of every metric's name, range and definition: a scorer's docstring is its definition."""
    return _digest(
        {
            name: [scorer.source, scorer.doc, [asdict(m) for m in scorer.metrics(settings)]]
            for name, scorer in scorers.items()
        }
    )


def settings_digest(settings: Eval, rubric: str = "") -> str:
    """`rubric` is the text of the judge's rubric, where there is a judge."""
    values = asdict(settings)
    kept = {name: _without(values[name], ASIDE.get(name, ())) for name in ANSWERS}
    return _digest({**kept, "rubric": rubric})


def measured_with(root: Path, settings: Eval, datasets: Mapping[str, str]) -> dict[str, Any]:
    """What a baseline must have been measured with to be compared with a run of now."""
    rubric = grade.rubric(root, settings.judge.rubric) if settings.judge else ""
    return {
        "datasets": dict(datasets),
        "scorers": scorers_digest(scorers(), settings),
        "settings": settings_digest(settings, rubric),
        "source": settings.model.source,
    }


PARTS = {
    "scorers": "what scores mean",
    "settings": "how the service is asked",
    "source": "what the service talks to",
}


def stale(header: Mapping[str, Any], now: Mapping[str, Any], path: str) -> list[Finding]:
    """Findings where the header was not measured with what `now` says.

    `datasets` maps a path to the hash of its content.
    """
    findings = [
        Finding("baseline-stale", f"{name} {what} since it was written; {mend(path)}", path)
        for name, what in _datasets(header["datasets"], now["datasets"]).items()
    ]
    for part, what in PARTS.items():
        if header[part] != now[part]:
            message = f"{what} changed since then; {mend(path)}"
            findings.append(Finding("baseline-stale", message, path))
    return findings


def _datasets(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return {
        name: "was added" if name not in before else "is gone" if name not in now else "changed"
        for name in names
    }


def _without(value: Any, keys: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if key not in keys}
    return value


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
