"""Does a model that grades pass the answer?"""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer


@scorer(
    (Metric("judge", 0, 1, "higher", passing=1),),
    source="Zheng et al., Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena, 2023",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the majority of a judge's votes passes the answer, else 0.

    Scored for cases with `criteria`, where `[eval.judge]` is set. A tie fails. A judge whose votes
    cannot be read makes the case incomplete, and one that agrees too little with people the run:
    see [the judge](judge.md).
    """
    if context.grade is None or not case.criteria:
        return {}
    return {"judge": context.grade(case, answer)}
