"""What two answers to one question show while nobody knows the right one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.record import Answer, Record
from goldenpath_gates.evals.scorers import citations, cosine, cost, latency, rouge_l, tokens
from goldenpath_gates.evals.scorers.refusal import refuses
from goldenpath_gates.evals.scorers.registry import Context, Metric
from goldenpath_gates.evals.scorers.texts import dumped
from goldenpath_gates.evals.shadow.recording import Pair

DATASET = "shadow"
METRICS = (
    Metric("error_rate", 0, 1, "lower", passing=0),
    Metric("refusal", 0, 1, "lower", passing=0),
    Metric("pii_leak", 0, 1, "lower", passing=0),
    Metric("citation_coverage", 0, 1, "higher"),
    Metric("same_documents", 0, 1, "higher"),
    Metric("rouge_l", 0, 1, "higher"),
    Metric("cosine", -1, 1, "higher"),
    Metric("length", 0, None, "lower", unit="characters"),
    Metric("latency_ms", 0, None, "lower", unit="ms"),
    Metric("input_tokens", 0, None, "lower", unit="tokens"),
    Metric("output_tokens", 0, None, "lower", unit="tokens"),
    Metric("cost_usd", 0, None, "lower", unit="USD"),
    Metric("preference", 0, 1, "higher"),
)
"""None needs an expected answer. `same_documents`, `rouge_l` and `cosine` compare with the answer
in service, so that the version in service has 1 in each by definition. `preference` is a judge's:
1 for the better answer, 0.5 each for a tie."""
SHARED = (citations, cosine, rouge_l, latency, tokens, cost)
"""Scorers of the gate that do without people's expectations, given those of `_case`."""
MASK = re.compile(r"\[(?:email|iban|phone|card|id)\]")
"""What the service writes in the place of a person's data."""


def measured(pair: Pair, context: Context) -> tuple[Record, Record]:
    """The version in service, then its candidate, each as a run would have recorded it."""
    return _record(pair, pair.primary, context), _record(pair, pair.candidate, context)


def _record(pair: Pair, answer: Answer, context: Context) -> Record:
    return Record(
        id=pair.id,
        dataset=DATASET,
        input=pair.input,
        texts=(answer.text,),
        model=answer.model,
        scores=_scores(pair, answer, context),
    )


def _scores(pair: Pair, answer: Answer, context: Context) -> Mapping[str, float]:
    """Of an error nothing but itself: what else it would have shown is not known."""
    if answer.text is None:
        return {"error_rate": 1.0}
    case = _case(pair)
    shared = [module.score(case, answer, context) for module in SHARED]
    own = {
        "error_rate": 0.0,
        "refusal": float(refuses(answer)),
        "pii_leak": float(not _masks(answer.text) <= _masks(dumped(pair.input))),
        "length": float(len(answer.text)),
        **_same_documents(pair.primary.documents, answer.documents),
    }
    return {name: value for scores in (own, *shared) for name, value in scores.items()}


def _case(pair: Pair) -> Case:
    """The answer in service takes the place of the expected one."""
    expected = Expected(text=pair.primary.text, documents=pair.primary.documents)
    return Case(pair.id, pair.input, expected)


def _masks(text: str) -> set[str]:
    return set(MASK.findall(text))


def _same_documents(
    primary: tuple[str, ...] | None, given: tuple[str, ...] | None
) -> Mapping[str, float]:
    """Jaccard index of the two sets of documents, 1 for two empty ones."""
    if primary is None or given is None:
        return {}
    both = {*primary, *given}
    return {"same_documents": len({*primary} & {*given}) / len(both) if both else 1.0}
