"""Gates whose limit stands in `slo.yaml`: a number is written once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals.settings import Gate
from goldenpath_gates.slo import source
from goldenpath_gates.slo.source import FILENAME

UNITS = {"latency_ms": 1000.0, "cost_per_1000": 1.0}
"""Metric to how many of its units one unit of the objective is: seconds, dollars per 1,000."""


def resolved(gates: Iterable[Gate], root: Path) -> tuple[Gate, ...]:
    """The gates, with the largest value where `slo` named an objective.

    Raises UsageError for a metric that no objective bounds, IncompleteError for an objective that
    cannot be read.
    """
    gates = tuple(gates)
    values = _objectives(root) if any(gate.slo for gate in gates) else {}
    return tuple(_limited(gate, values) if gate.slo else gate for gate in gates)


def _limited(gate: Gate, values: dict[str, float]) -> Gate:
    if gate.metric not in UNITS:
        known = ", ".join(UNITS)
        raise UsageError(f"eval.gates: slo gives a limit to {known}, not to {gate.metric!r}")
    if gate.slo not in values:
        known = ", ".join(values) or "none"
        raise IncompleteError(
            f"{FILENAME}: has no objective {gate.slo!r} with a value; it has {known}"
        )
    limit = values[gate.slo] * UNITS[gate.metric]
    if not isfinite(limit):
        raise IncompleteError(f"{FILENAME}: {gate.slo!r} is too large for a limit")
    return replace(gate, max=limit)


def _objectives(root: Path) -> dict[str, float]:
    found = dict(_objective(document) for document, _ in source.documents(root))
    found.pop("", None)
    return found


def _objective(document: Any) -> tuple[str, float]:
    """Name and largest value of an SLO that says `lte`; an empty name for anything else."""
    try:
        (objective,) = document["spec"]["objectives"]
        value = float(objective["value"])
        if document["kind"] == "SLO" and objective["op"] == "lte" and isfinite(value):
            return str(document["metadata"]["name"]), value
    except (KeyError, TypeError, ValueError, OverflowError):
        pass  # another kind of document, or of objective
    return "", 0.0
