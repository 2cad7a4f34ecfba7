"""The summary as the reports begin with it: each thing is said once, in its own place."""

from __future__ import annotations

from collections.abc import Iterable

from goldenpath_gates.evals.result import STUB, Result


def without_problems(result: Result) -> str:
    """For a report that lists the problems and says itself what a stub's answers are worth."""
    return _without(result.summary, [STUB, *(problem.message for problem in result.problems)])


def bare(result: Result) -> str:
    """For one that also has the sentence of each gate that did not pass."""
    return _without(without_problems(result), (ruling.sentence for ruling in result.rulings))


def _without(summary: str, said: Iterable[str]) -> str:
    for part in said:
        summary = summary.replace(f"; {part}", "")
    return summary
