"""What a broken gate does today."""

from __future__ import annotations

from datetime import date, timedelta

from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals.settings import Gate, Tier

LONGEST = timedelta(days=366)
WHERE = "goldenpath.toml: gate-advisory"


def effective(gate: Gate, today: date) -> Tier:
    """The gate's own tier, or `warn` until the end of its advisory period."""
    if gate.advisory_until is None:
        return gate.tier
    until = _day(gate, gate.advisory_until)
    if until - today > LONGEST:
        raise UsageError(
            f"{WHERE} the gate on {gate.metric} is advisory for longer than a year (until "
            f"{until}), name a day within 366 days"
        )
    return "warn" if today <= until and gate.tier in ("block", "approve") else gate.tier


def _day(gate: Gate, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{WHERE} the gate on {gate.metric} is advisory until {text!r}, which is no day, write "
            "YYYY-MM-DD"
        ) from None
