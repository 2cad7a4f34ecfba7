"""What a load test of k6 has to keep."""

from __future__ import annotations

from typing import Any

from goldenpath_gates.slo.model import LOADED, Objective, Promises, Ratio

FIRST = "time_to_first_token"
"""A trend that the script fills, in milliseconds."""
DURATION = "http_req_duration{route:%s}"
MEASURED = ("http_req_failed", DURATION % "plain", DURATION % "ai", FIRST)
METRICS = dict(zip(LOADED, MEASURED, strict=True))


def thresholds(promises: Promises) -> dict[str, Any]:
    service = f"{promises.service}-"
    return {METRICS[one.name.removeprefix(service)]: [_kept(one)] for one in promises.of("load")}


def _kept(one: Objective) -> str:
    if isinstance(one, Ratio):
        return f"rate<={decimal(1 - one.target)}"
    return f"p({one.percentile or 95:g})<={decimal(1000 * one.value)}"


def decimal(value: float) -> str:
    """Without an exponent, of which k6 knows nothing, and without the noise of floats."""
    return f"{value:.7f}".rstrip("0").rstrip(".")
