"""`win`: a new prompt or model has to earn its place.

A case is won where its score is better than the baseline's, lost where it is worse. A tie counts
half to each side, so ties cancel: net wins = (wins - losses) / cases, each case once.
"""

from __future__ import annotations

import numpy as np

from goldenpath_gates.evals.gates.look import Look
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.gates.words import number, percent
from goldenpath_gates.evals.scores import Floats
from goldenpath_gates.evals.statistics.binomial import sign_test
from goldenpath_gates.evals.statistics.compare import compare
from goldenpath_gates.evals.statistics.sample import Sample


def rule(look: Look) -> Ruling:
    signs = _signs(look)
    cases, wins, losses = len(signs), int((signs > 0).sum()), int((signs < 0).sum())
    if not look.changed:
        sentence = f"{look.name}: neither a prompt nor the model changed, so nothing has to win"
        return Ruling(look.gate, "not applicable", look.tier, sentence, cases=cases)
    needed = float(look.gate.win or 0.0)
    found = compare(_even(signs), _even(np.zeros(cases)), "mean", look.confidence, look.rng(), 2.0)
    low, high = max(found.low, -1.0), min(found.high, 1.0)  # nobody wins more than every case
    kept = wins - losses >= needed * cases - 1e-9
    return Ruling(
        look.gate,
        "passed" if kept else "failed",
        look.tier,
        f"{look.name} won {wins} and lost {losses} of {cases} cases, {cases - wins - losses} tied: "
        f"net {percent(found.difference)} [{percent(low)}, {percent(high)}], "
        f"{number(100 * needed)} % is wanted of a new prompt or model; sign test "
        f"p = {sign_test(wins, losses):.2g}",
        cases=cases,
        difference=found.difference,
        low=low,
        high=high,
    )


def _signs(look: Look) -> Floats:
    now, before = look.now.values, look.before.values
    ties = np.isclose(now, before, rtol=1e-12, atol=0.0)
    signs: Floats = np.where(ties, 0.0, look.better * np.sign(now - before))
    return signs


def _even(values: Floats) -> Sample:
    return Sample(values, np.ones(len(values)))
