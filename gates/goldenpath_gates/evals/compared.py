"""What a run is compared with: the committed baseline, or the one that this change replaces."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import baseline as baselines
from goldenpath_gates.evals.ask import prompts
from goldenpath_gates.evals.ask.prompts import SNAPSHOT
from goldenpath_gates.evals.baseline import Baseline
from goldenpath_gates.evals.baseline_file import mend
from goldenpath_gates.evals.baseline_versions import measured_with, stale
from goldenpath_gates.evals.gates.rules_changed import Start
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.result import Rendered
from goldenpath_gates.evals.run import Asked
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.report import Finding

FORMER = Path("reports/eval/former")


@dataclass(frozen=True)
class Compared:
    """`baseline` and `scores` are None where nothing can be compared with, as `problems` say.

    `replaced` says that they are those from before this change, which brings others.
    """

    baseline: Baseline | None = None
    scores: Scores | None = None
    snapshot: tuple[Rendered, ...] = ()
    problems: list[Finding] = field(default_factory=list)
    replaced: bool = False

    def softened(self, rulings: Sequence[Ruling]) -> list[Ruling]:
        """A change that brings a baseline says that it is worth a loss: a person decides that."""
        return [_softened(ruling) for ruling in rulings] if self.replaced else list(rulings)


def _softened(ruling: Ruling) -> Ruling:
    gate = ruling.gate
    relative = any(limit is not None for limit in (gate.drop, gate.band, gate.win))
    blocks = relative and ruling.tier == "block" and ruling.outcome == "failed"
    return replace(ruling, tier="approve") if blocks else ruling


def compared(
    root: Path, config: Config, questions: Questions, asked: Asked, begun: Start | None
) -> Compared:
    """The committed baseline must hold in any case."""
    try:
        found = _committed(root, config, questions, asked)
    except IncompleteError as error:
        return Compared(
            problems=[Finding("baseline", str(error).replace(f"{root}/", ""), questions.baseline)]
        )
    if found.problems or begun is None:
        return found
    return _former(root, config, questions, begun) or found


def _committed(root: Path, config: Config, questions: Questions, asked: Asked) -> Compared:
    baseline = baselines.load(root, questions.baseline)
    now = measured_with(root, config.eval, questions.hashes)
    if findings := stale(baseline.header, now, questions.baseline):
        return Compared(baseline, problems=findings)
    if questions.night or not (asked.prompts or baseline.header["snapshot"]):
        return Compared(baseline, baseline.scores())
    seen = prompts.read(root / SNAPSHOT)
    if trouble := _unlike(root, baseline, asked):
        return Compared(baseline, problems=[Finding("prompt-snapshot", trouble, str(SNAPSHOT))])
    return Compared(baseline, baseline.scores(), seen)


def _unlike(root: Path, baseline: Baseline, asked: Asked) -> str:
    """Why the rendered prompts cannot be compared with those of the baseline, or nothing."""
    if prompts.digest(root / SNAPSHOT) != baseline.header["snapshot"]:
        return f"is not the snapshot that the baseline was written with; {mend()}"
    if not asked.prompts:
        return "the model was sent nothing that could be compared with it: look at the service"
    return ""


def _former(root: Path, config: Config, questions: Questions, begun: Start) -> Compared | None:
    """What the change replaces, where it is another and asks the same cases in the same way."""
    before = begun.read(begun.eval.baseline)
    if before is None or before == (root / questions.baseline).read_bytes():
        return None
    shutil.rmtree(root / FORMER, ignore_errors=True)
    paths = {FORMER / "baseline.jsonl": before, FORMER / SNAPSHOT.name: begun.read(str(SNAPSHOT))}
    for path, content in paths.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content or b"")
    try:
        baseline = baselines.load(root, str(FORMER / "baseline.jsonl"))
        if stale(baseline.header, measured_with(root, config.eval, questions.hashes), ""):
            return None
        showed = baseline.header["snapshot"] is not None
        snapshot = prompts.read(root / FORMER / SNAPSHOT.name) if showed else ()
        return Compared(baseline, baseline.scores(), snapshot, replaced=True)
    except IncompleteError:
        return None  # written by another version of the library, or never sound
