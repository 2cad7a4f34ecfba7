"""Does the answer say where it has it from?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.retrieval import retrieved
from goldenpath_gates.evals.scorers.texts import said

MARK = re.compile(r"\[([^\[\]\n]{1,200})\]")
# A mark after the full stop belongs to the sentence before it.
LATE = re.compile(r"([.!?\u3002\uff01\uff1f])[ \t]?((?:\[[^\[\]\n]{1,200}\][ \t]?){1,20})")
END = re.compile(r"(?<=[.!?])\s+|(?<=[\u3002\uff01\uff1f])|\n+")


@scorer(
    (Metric("citation_coverage", 0, 1, "higher"),),
    source="citation recall of Liu et al., Evaluating Verifiability in Generative Search Engines, "
    "2023, without their judgement of support",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """Share of the answer's sentences that cite a document which was retrieved.

    Scored where `expected.documents` names at least one. A citation is an id in square brackets,
    `[canary]` or `[canary, rollback]`, within the sentence or right after its full stop; one of a
    document that was not retrieved counts as missing. Where the text has no mark at all, but the
    answer lists citations beside it, it counts as one sentence. A sentence ends with `.`, `!`, `?`
    or a line and has at least one letter; one that begins in lower case goes on. Whether the
    document supports the sentence is not looked at. 0 for an answer without a sentence.
    """
    if not case.expected.documents:
        return {}
    documents = frozenset(retrieved(answer))
    text = said(answer)
    if answer.citations and not MARK.search(text):
        return {"citation_coverage": float(not documents.isdisjoint(answer.citations))}
    cited = [cites(sentence, documents) for sentence in sentences(text)]
    return {"citation_coverage": sum(cited) / len(cited) if cited else 0.0}


def cites(sentence: str, documents: Collection[str]) -> bool:
    ids = (part.strip() for mark in MARK.findall(sentence) for part in re.split("[,;]", mark))
    return any(part in documents for part in ids)


def sentences(text: str) -> Iterator[str]:
    """Raw ones, with their marks. Not grammar: the rule that the docstring above states."""
    parts: list[str] = []
    for part in filter(None, END.split(LATE.sub(r"\2\1 ", text))):
        if parts and not part[0].islower():
            yield " ".join(parts)
            parts = []
        if parts or any(map(str.isalpha, MARK.sub("", part))):
            parts.append(part)
    if parts:
        yield " ".join(parts)
