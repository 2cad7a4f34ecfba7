"""All checks of the stage against one running service, and the verdict of them together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates import report
from goldenpath_gates.config import Config
from goldenpath_gates.console import say
from goldenpath_gates.contracts import checks
from goldenpath_gates.contracts.check import FOLDER, Check, Outcome
from goldenpath_gates.contracts.serving import serving
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, Verdict


def judged(root: Path, config: Config, asked: Mapping[str, Check] | None = None) -> Judgement:
    """Every check is asked, whatever the others said: one run shows all there is to mend.

    Raises IncompleteError where the service cannot be started.
    """
    report.emptied(root, FOLDER.name)
    outcomes: list[Outcome] = []
    unjudged: list[str] = []
    with serving(root, config) as context:
        for name, check in (checks.table() if asked is None else asked).items():
            say(f"contract: {name}")
            try:
                outcomes.append(check(context))
            except IncompleteError as error:
                unjudged.append(f"{name}: {error}")
    return _together(outcomes, unjudged)


def _together(outcomes: list[Outcome], unjudged: list[str]) -> Judgement:
    figures = tuple(figure for outcome in outcomes for figure in outcome.figures)
    findings = tuple(finding for outcome in outcomes for finding in outcome.findings)
    artifacts = tuple(path for outcome in outcomes for path in outcome.artifacts)
    verdict = _verdict(figures, findings, unjudged)
    return Judgement(verdict, _summary(figures, findings, unjudged), figures, findings, artifacts)


def _verdict(
    figures: tuple[Figure, ...], findings: tuple[Finding, ...], unjudged: list[str]
) -> Verdict:
    if findings or any(figure.passed is False for figure in figures):
        return "failed"
    return "incomplete" if unjudged else "passed"


def _summary(
    figures: tuple[Figure, ...], findings: tuple[Finding, ...], unjudged: list[str]
) -> str:
    kept = sum(figure.passed is True for figure in figures)
    judged = sum(figure.passed is not None for figure in figures)
    said = [f"{kept} of {judged} promises are kept"]
    if findings:
        said.append(f"{len(findings)} to mend")
    return "; ".join([*said, *unjudged])
