"""docs/evaluation/scorers.md, written from the scorers: their docstrings are the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill

from goldenpath_gates.evals.scorers.refusal import PHRASES
from goldenpath_gates.evals.scorers.registry import Metric, Scorer, scorers
from goldenpath_gates.evals.scorers.score import DERIVED, SUCCESS
from goldenpath_gates.evals.settings import Eval

PATH = "docs/evaluation/scorers.md"
WIDTH = 120

PAGE = """\
# Scorers and metrics

A scorer looks at one case and its answer, seen from outside, and gives one or more metrics. It
runs where the case asks for it: a case without `expected.number` has no `numeric_match`, and
counts for no gate on it. A metric that is not finite or not within its range is no score: the
case could not be judged, and the run is incomplete. What the service says is the answer's text,
or the whole body where `[eval.response] text` leads to none.

`success` is 1 where every metric of the case that has a passing mark passes, else 0. A guard is
asked of every answer: it can spoil a success, but makes none by itself, so that a case which
expects nothing with a passing mark (only a text, only documents) has no `success`. To judge such
a case, gate on `rouge_l`, `cosine` or `judge`, or add what a good answer contains.

| metric | scorer | range | better | passes | unit |
| --- | --- | --- | --- | --- | --- |
{table}
The k of `precision@k`, `recall@k` and `ndcg@k` is `[eval] retrieval_k`, {k} by default.

Figures of a whole run that a gate may name besides:

| figure | what it is | better | unit |
| --- | --- | --- | --- |
{derived}
{scorers}

## How a refusal is told

{phrases}
"""

SECTION = """\
## {name}

{doc}

Source: {source}."""


def page() -> str:
    """With the settings' defaults, so `recall@k` stands there with its default k."""
    defaults = Eval()
    found = [
        _metric(metric, f"[{scorer.name}](#{scorer.name})")
        for scorer in scorers().values()
        for metric in scorer.metrics(defaults)
    ]
    derived = [(f"`{metric.name}`", doc, metric.better, metric.unit) for metric, doc in DERIVED]
    return PAGE.format(
        table=_rows([*found, _metric(SUCCESS, "all of them")]),
        k=defaults.retrieval_k,
        derived=_rows(derived),
        scorers="\n\n".join(map(_section, scorers().values())),
        phrases=_listed(PHRASES),
    )


def _rows(rows: Iterable[Sequence[str | None]]) -> str:
    return "".join(f"| {' | '.join(cell or '' for cell in row)} |\n" for row in rows)


def _metric(metric: Metric, scorer: str) -> Sequence[str | None]:
    limits = f"{metric.low:g} and more"
    if metric.high is not None:
        limits = f"{metric.low:g} to {metric.high:g}"
    return f"`{metric.name}`", scorer, limits, metric.better, _mark(metric), metric.unit


def _mark(metric: Metric) -> str:
    if metric.passing is None:
        return ""
    sign = "from" if metric.better == "higher" else "up to"
    return f"{sign} {metric.passing:g}{', a guard' if metric.guard else ''}"


def _section(scorer: Scorer) -> str:
    return SECTION.format(name=scorer.name, doc=scorer.doc, source=scorer.source)


def _listed(phrases: Iterable[str]) -> str:
    """In one paragraph, no phrase broken over two lines."""
    kept = (f"`{phrase}`".replace(" ", "\N{NO-BREAK SPACE}") for phrase in phrases)
    return fill(", ".join(kept) + ".", WIDTH, break_on_hyphens=False).replace("\xa0", " ")
