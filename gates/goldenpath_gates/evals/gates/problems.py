"""Why a run as a whole cannot be judged, whatever its gates say."""

from __future__ import annotations

from collections.abc import Iterable

from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.report import Finding

SHOWN = 20


def coverage(scores: Scores, asked: Iterable[str]) -> list[Finding]:
    """A finding unless every case that the datasets hold was answered and scored, once.

    `asked` are the ids of the datasets' cases, in any order.
    """
    wanted, given = set(asked), set(scores.ids)
    missing, strange = sorted(wanted - given), sorted(given - wanted)
    findings = [
        Finding("eval-coverage", f"{id_}: {why}; every case needs an answer that can be scored")
        for id_, why in list(scores.errors.items())[:SHOWN]
    ]
    if missing:
        findings.append(Finding("eval-coverage", _some(missing, "were not asked: run again")))
    if strange:
        findings.append(Finding("eval-coverage", _some(strange, "are in no dataset: run again")))
    return findings


def size(scores: Scores, minimum: int) -> list[Finding]:
    """A finding for a run of fewer cases than `[eval] minimum`."""
    if len(scores) >= minimum:
        return []
    message = f"{len(scores)} cases, at least {minimum} are needed: add cases to the datasets"
    return [Finding("eval-minimum", message)]


def teeth(rulings: Iterable[Ruling]) -> list[Finding]:
    """A finding where no gate could ever stop a change, or ask a person about it."""
    if any(ruling.gate.tier in ("block", "approve") for ruling in rulings):
        return []
    message = "every gate only warns or informs: give one of them the tier block or approve"
    return [Finding("eval-gates", message)]


def _some(ids: list[str], what: str) -> str:
    return f"{len(ids)} cases {what}; first {ids[0]}"
