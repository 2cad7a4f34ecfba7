"""How long did the answer take?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer


@scorer((Metric("latency_ms", 0, None, "lower", unit="ms"),), source="own measurement")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """Milliseconds from the first byte sent to the last byte read.

    Scored for every answer: of the attempt that was answered, without the wait before it. A
    gate on it usually names the statistic p95.
    """
    return {"latency_ms": answer.latency_ms}
