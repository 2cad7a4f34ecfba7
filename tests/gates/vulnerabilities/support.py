"""A service whose image was scanned: what the recorded reports of the cases are about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from goldenpath_gates.policy.waivers import Waiver
from goldenpath_gates.vulnerabilities import readers, vex
from goldenpath_gates.vulnerabilities.gather import Gathered
from goldenpath_gates.vulnerabilities.judgement import Outcome, verdict
from goldenpath_gates.vulnerabilities.settings import Vulnerabilities

from tests.gates.support import ROOT

CASES = ROOT / "tests" / "cases" / "vulnerabilities"
TODAY = date(2026, 11, 22)
DIGESTS = ("sha256:" + "1" * 64, "sha256:" + "2" * 64)
BOM: dict[str, Any] = json.loads((CASES / "bom.cdx.json").read_text("utf-8"))


def judged(
    root: Path,
    files: Sequence[str],
    settings: Vulnerabilities | None = None,
    waivers: Sequence[Waiver] = (),
    bom: dict[str, Any] = BOM,
) -> Outcome:
    settings = settings or Vulnerabilities()
    said = readers.read(root, [root / file for file in files])
    return verdict(
        settings,
        Gathered(tuple(said.reports), tuple(said.problems)),
        vex.read(root, settings.vex, TODAY),
        digests=DIGESTS,
        bom=bom,
        waivers=waivers,
        today=TODAY,
    )


def word(outcome: Outcome) -> str:
    """What the stage makes of it."""
    if outcome.findings or any(figure.passed is False for figure in outcome.figures):
        return "failed"
    return "incomplete" if outcome.unjudged else "passed"


def figures(outcome: Outcome) -> dict[str, float]:
    return {figure.name: figure.value for figure in outcome.figures}
