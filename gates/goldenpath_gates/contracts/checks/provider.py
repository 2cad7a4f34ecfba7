"""Does the service do what it promises when the model provider fails?"""

from __future__ import annotations

from collections.abc import Iterable

from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.provider import real, suite
from goldenpath_gates.contracts.provider.played import played
from goldenpath_gates.contracts.provider.suite import Case
from goldenpath_gates.report import Figure, Finding

Judged = Iterable[tuple[Case, list[Finding]]]


def run(context: Context) -> Outcome:
    """Raises IncompleteError where there is no case to judge by."""
    promised = suite.load(context.root, context.settings.provider)
    kept = outcome("provider: cases kept", played(context, promised))
    missing = real.missing(context.config)
    if missing or not promised.provider:
        why = missing or f"{promised.name} has no such case"
        asked = Outcome((Figure(f"real provider: cases asked ({why})", 0, "cases"),))
    else:
        judged = real.asked(context.root, context.config, promised)
        asked = outcome("real provider: cases kept", judged)
    return Outcome(kept.figures + asked.figures, kept.findings + asked.findings)


def outcome(name: str, judged: Judged) -> Outcome:
    """How many cases are kept, of how many, and what is broken in the others."""
    found = [findings for _, findings in judged]
    kept = sum(not findings for findings in found)
    figure = Figure(name, kept, "cases", f"= {len(found)}", kept == len(found))
    return Outcome((figure,), tuple(finding for findings in found for finding in findings))
