"""How much was read and written?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer


@scorer(
    (
        Metric("input_tokens", 0, None, "lower", unit="tokens"),
        Metric("output_tokens", 0, None, "lower", unit="tokens"),
    ),
    source="usage as the service reports it",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """Tokens that the model read and wrote for the answer.

    Each scored where the answer says it: nothing is counted here, since every model counts
    otherwise.
    """
    given = {"input_tokens": answer.input_tokens, "output_tokens": answer.output_tokens}
    return {name: value for name, value in given.items() if value is not None}
