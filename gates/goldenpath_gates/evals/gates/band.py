"""`band`: a figure that shall stay what it was, give or take a share of itself."""

from __future__ import annotations

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.gates.look import Look
from goldenpath_gates.evals.gates.ruling import Outcome, Ruling
from goldenpath_gates.evals.gates.words import number, percent
from goldenpath_gates.evals.statistics.compare import Comparison


def rule(look: Look) -> Ruling:
    statistic, unit, band = look.gate.statistic, look.metric.unit, float(look.gate.band or 0.0)
    now, before = look.now.figure(statistic), look.before.figure(statistic)
    found = look.compared(look.confidence)
    share = _share(look, found, before)
    first = share if look.first is None else _share(look, look.compared(look.first), before)
    outcome = _outcome(share, first, band)
    (low, high), (least, most) = found.shown, share.shown
    return Ruling(
        look.gate,
        outcome,
        look.tier,
        f"{look.name} is {number(now, unit)} after {number(before, unit)}: "
        f"{percent(share.difference)} [{percent(least)}, {percent(most)}] over "
        f"{len(look.now)} cases; {_why(outcome, share, band)}",
        cases=len(look.now),
        value=now,
        baseline=before,
        difference=found.difference,
        low=low,
        high=high,
        detectable=found.detectable,
        regression=outcome == "failed" and look.first is not None,
    )


def _share(look: Look, found: Comparison, before: float) -> Comparison:
    if before == 0 and (found.low or found.high):
        raise IncompleteError(
            f"{look.name} was 0 in the baseline, and nothing is a share of 0: use `min` or `max`"
        )
    return found.times(1 / abs(before)) if before else found


def _outcome(share: Comparison, first: Comparison, band: float) -> Outcome:
    """A change is believed in the direction in which it excludes none."""
    if share.low >= -band and share.high <= band:
        return "passed"
    if (first.high < 0 and share.low < -band) or (first.low > 0 and share.high > band):
        return "failed"
    excludes = share.high < 0 or share.low > 0
    return "passed" if excludes else "inconclusive"


def _why(outcome: Outcome, share: Comparison, band: float) -> str:
    limit = f"{number(100 * band)} % either way is allowed"
    match outcome:
        case "failed" if share.low <= 0 <= share.high:
            return f"{limit}, and a first look suspects more: the cases must be asked again"
        case "failed":
            return f"{limit}, and this is no chance"
        case "inconclusive":
            return f"{limit}: the cases can neither show nor exclude such a change"
        case _:
            return f"{limit}: a larger change is excluded"
