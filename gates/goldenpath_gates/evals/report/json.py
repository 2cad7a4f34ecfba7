"""`result.json`: what programs read (schema `eval-result`). The answers are in `records.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any

from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.report import metrics, prompts, summary
from goldenpath_gates.evals.result import Change, Result

SCOPE = ("tag", "tenant", "dataset")
DEMANDS = ("min", "max", "drop", "band", "win")


def text(result: Result) -> str:
    return json.dumps(document(result), indent=1, allow_nan=False) + "\n"


def document(result: Result) -> dict[str, Any]:
    both = summary.pair(result)
    body = {
        "version": 1,
        "verdict": result.verdict,
        "summary": result.summary,
        "facts": result.facts,
        "problems": [_known(asdict(problem)) for problem in result.problems],
        "gates": [_gate(ruling) for ruling in result.rulings],
        "metrics": [_metric(row) for row in summary.rows(both)] if both else [],
        "changed": result.changed,
        "changes": [_change(change) for change in result.changes],
        "prompts_changed": [prompt.case for prompt in prompts.changed(result)],
    }
    finite: dict[str, Any] = _plain(body)
    return finite


def _gate(ruling: Ruling) -> dict[str, Any]:
    row = asdict(ruling)
    gate = row.pop("gate")
    demand = next(name for name in DEMANDS if gate[name] is not None)
    return {
        "metric": gate["metric"],
        "statistic": gate["statistic"],
        "scope": _known({name: gate[name] for name in SCOPE}),
        "demand": {demand: gate[demand]},
        "advisory_until": gate["advisory_until"],
        **row,
    }


def _metric(row: summary.Row) -> dict[str, Any]:
    known = metrics.metric(row.metric)
    return {**asdict(row), "better": known.better, "unit": known.unit}


def _change(change: Change) -> dict[str, Any]:
    row = asdict(change)
    return {key: row[key] for key in CHANGE}


CHANGE = ("id", "dataset", "tags", "scores_before", "scores_after", "loss")


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def _plain(value: Any) -> Any:
    """What JSON can say: NaN becomes null, half a surrogate pair a question mark."""
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value
