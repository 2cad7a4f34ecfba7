"""What did the answer cost?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer


@scorer(
    (Metric("cost_usd", 0, None, "lower", unit="USD"),), source="cost as the service reports it"
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """US dollars for the answer, as the service reports them from its own price list.

    Scored where the answer says it. A missing cost is not taken for 0.
    """
    return {} if answer.cost_usd is None else {"cost_usd": answer.cost_usd}
