"""How near is the answer to the expected text, for an embedder?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.texts import said


@scorer((Metric("cosine", -1, 1, "higher"),), source="Salton et al., 1975; the configured embedder")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """Cosine of the angle between the vectors of the answer and the expected text.

    Scored where `expected.text` is given. What it means depends on the embedder: that of the
    library counts words and parts of words, and knows no meaning; one set under `[eval.embedder]`
    may. Figures of two embedders cannot be compared. 0 where a text has no vector but zero.
    """
    if case.expected.text is None:
        return {}
    vectors = context.embed([case.expected.text, said(answer)])
    if len(vectors) != 2:
        raise IncompleteError(f"the embedder gave {len(vectors)} vectors for 2 texts")
    return {"cosine": similarity(*vectors)}


def similarity(first: Sequence[float], second: Sequence[float]) -> float:
    import numpy as np

    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    if lengths == 0:
        return 0.0
    # Rounding may lead a hair beyond the range.
    return float(np.clip(np.dot(first, second) / lengths, -1, 1))
