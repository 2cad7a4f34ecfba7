"""Did an allowed model answer?"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer


@scorer((Metric("model_match", 0, 1, "higher", passing=1, guard=True),), source="own definition")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the model that answered is one of `[eval] models`, else 0.

    Scored for every answer, unless `[eval] models` is empty. Its entries are globs, case counts:
    `gpt-5-*`. An answer that does not name its model scores 0.
    """
    allowed = context.settings.models
    if not allowed:
        return {}
    name = answer.model or ""
    return {"model_match": float(any(fnmatchcase(name, glob) for glob in allowed))}
