"""`drop`: worse than the baseline, by more than chance and by as much as matters?

With an interval of the gain (the difference, turned so that more is better):

    excludes no change  allows a drop of `drop`   outcome
    yes                 yes                       failed
    no                  yes                       inconclusive: passes, with a warning
    yes or no           no                        passed

A run that can ask its cases again looks first with a lower confidence, which misses less, and
believes the loss only if the full confidence finds it in all answers together.
"""

from __future__ import annotations

from goldenpath_gates.evals.gates.look import Look
from goldenpath_gates.evals.gates.ruling import Outcome, Ruling
from goldenpath_gates.evals.gates.words import number, signed
from goldenpath_gates.evals.statistics.compare import Comparison


def rule(look: Look) -> Ruling:
    allowed = float(look.gate.drop or 0.0)
    found = look.compared(look.confidence)
    gain = found.times(look.better)
    first = gain if look.first is None else look.compared(look.first).times(look.better)
    outcome = _outcome(gain, first, allowed)
    low, high = found.shown
    return Ruling(
        look.gate,
        outcome,
        look.tier,
        f"{_figures(look, found)}; {_why(outcome, gain, first, allowed)}",
        cases=len(look.now),
        value=look.now.figure(look.gate.statistic),
        baseline=look.before.figure(look.gate.statistic),
        difference=found.difference,
        low=low,
        high=high,
        detectable=found.detectable,
        regression=outcome == "failed" and look.first is not None,
    )


def _outcome(gain: Comparison, first: Comparison, allowed: float) -> Outcome:
    if gain.low >= 0 or gain.low > -allowed:
        return "passed"
    return "failed" if first.high < 0 else "inconclusive"


def _figures(look: Look, found: Comparison) -> str:
    statistic, unit = look.gate.statistic, look.metric.unit
    now, before = look.now.figure(statistic), look.before.figure(statistic)
    low, high = found.shown
    return (
        f"{look.name} is {number(now, unit)} after {number(before, unit)}: "
        f"{signed(found.difference, unit)} [{signed(low)}, {signed(high)}] "
        f"over {len(look.now)} cases"
    )


def _why(outcome: Outcome, gain: Comparison, first: Comparison, allowed: float) -> str:
    limit = f"{number(allowed)} worse is allowed"
    match outcome:
        case "failed" if gain.high >= 0:
            return f"{limit}, and a first look suspects more: the cases must be asked again"
        case "failed":
            return f"{limit}, and this is no chance"
        case "inconclusive":
            least = gain.detectable
            shown = "" if least is None else f", {number(least)} is what these cases would show"
            return f"{limit}: the cases can neither show nor exclude such a loss{shown}"
        case _ if gain.high < 0:
            return f"{limit}: worse by more than chance, but by less than that"
        case _:
            return f"{limit}: a larger loss is excluded"
