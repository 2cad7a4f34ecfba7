"""Builds the image, looks into it, scans it, starts it: the verdict of the stage `image`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates import git, report
from goldenpath_gates.bom import document, lock_file
from goldenpath_gates.bom import image as bom
from goldenpath_gates.bom import judgement as sbom
from goldenpath_gates.config import Config
from goldenpath_gates.console import say
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.identity.serving import issued
from goldenpath_gates.image import building, inspection, inventory, smoke
from goldenpath_gates.image import engine as engines
from goldenpath_gates.image.engine import Engine
from goldenpath_gates.image.inspection import Built
from goldenpath_gates.image.settings import LAYOUT
from goldenpath_gates.policy import team
from goldenpath_gates.policy.waivers import apply
from goldenpath_gates.report import Figure, Finding, Judgement, Verdict
from goldenpath_gates.vulnerabilities import judgement as vulnerabilities

FOLDER = Path("reports/image")
BOM = FOLDER / "bom.cdx.json"
RECORD = FOLDER / "image.json"


@dataclass
class Judged:
    """What was found so far; `unjudged` says what could not be."""

    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    artifacts: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        if self.findings or any(figure.passed is False for figure in self.figures):
            return "failed"
        return "incomplete" if self.unjudged else "passed"


def judged(root: Path, config: Config, env: Mapping[str, str] = os.environ) -> Judgement:
    """Raises IncompleteError where nothing can be built, FailedError where it does not build."""
    report.emptied(root, FOLDER.name)
    shutil.rmtree(root / LAYOUT, ignore_errors=True)  # an image of another commit may lie there
    environment = _environment(root)
    engine = engines.find(env)
    plan = building.plan(root, config.image, env)
    git.require_unchanged(root)
    layout = building.built(engine, plan.recipe, root / LAYOUT)
    built = inspection.read(layout, plan.health)
    found = Judged()
    found.figures.append(inspection.size(built, config.image.size_budget))
    found.findings += inspection.judged(built, plan.recipe.labels, config.image.dockerfile)
    report.write_json(
        root / RECORD, inspection.to_json(built, config.service.name, engines.version(engine))
    )
    found.artifacts.append(str(RECORD))
    _packages(root, config, env, built, environment, found)
    _started(root, config, engine, built, found)
    return Judgement(
        found.verdict,
        _summary(built, found),
        tuple(found.figures),
        tuple(found.findings),
        tuple(found.artifacts),
        tuple(found.notes),
    )


def _environment(root: Path) -> dict[str, Any]:
    """The bill of materials that the stage `sbom` made of this commit."""
    try:
        said = report.read(report.path_of(root, "sbom"))
    except IncompleteError as error:
        raise IncompleteError(
            f"{error}; run sbom first, its list is compared with the image"
        ) from None
    if said.commit != git.commit(root):
        raise IncompleteError(
            f"the bill of materials is that of commit {said.commit}: run sbom again"
        )
    try:
        environment: dict[str, Any] = json.loads((root / sbom.BOM).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IncompleteError(f"{sbom.BOM}: cannot be read: {error}; run sbom again") from None
    document.require_valid(environment, sbom.BOM)
    return environment


def _packages(
    root: Path,
    config: Config,
    env: Mapping[str, str],
    built: Built,
    environment: Mapping[str, Any],
    found: Judged,
) -> None:
    """Lists what lies in the image beside the locked environment, and has it scanned."""
    inside = inventory.components(built.layout, built.env)
    lock = lock_file.read(root)
    merged = bom.merge(environment, inside, lock, built.layout.digest, str(BOM))
    document.require_valid(merged.document, BOM)
    document.write(merged.document, root / BOM)
    found.artifacts.append(str(BOM))
    ours, today = team.read(root), datetime.now(UTC).date()
    # The rule is called like those of the stage `sbom`, which leaves its waivers to us.
    waived = apply(merged.found, ours.waivers_of(bom.RULE), today)
    found.findings += (Finding(one.rule, one.text, one.path) for one in waived.open)
    found.findings += waived.expired
    found.notes += (*waived.notes, *waived.excused)
    found.figures.append(Figure("components in the image", merged.count))
    outcome = vulnerabilities.judge(
        root,
        config,
        env,
        layout=built.layout.folder,
        digests=(built.layout.digest, built.layout.config.digest),
        bom=merged.document,
        waivers=ours.waivers_of("scan-"),
        today=today,
    )
    found.figures += outcome.figures
    found.findings += outcome.findings
    found.notes += outcome.notes
    found.artifacts += outcome.artifacts
    found.unjudged += outcome.unjudged


def _started(root: Path, config: Config, engine: Engine, built: Built, found: Judged) -> None:
    if not built.command:
        return
    say("image: starting it")
    try:
        with issued(root, config) as credentials:
            settings, trusts = config.service, credentials.env
            found.findings += smoke.started(root, settings, engine, built, trusts)
    except IncompleteError as error:
        found.unjudged.append(f"it was not started: {error}")


def _summary(built: Built, found: Judged) -> str:
    said = [f"{built.layout.digest}", f"{built.layout.size / inspection.MEGABYTE:.0f} MB"]
    wrong = len(found.findings) + sum(figure.passed is False for figure in found.figures)
    said.append(f"{wrong} to mend" if wrong else "nothing to mend")
    return "; ".join([", ".join(said), *found.unjudged])
