"""Writes the baseline: the answers and scores that later runs are compared with."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from goldenpath_gates import git, library, report, versions
from goldenpath_gates.config import Config
from goldenpath_gates.evals import baseline as baselines
from goldenpath_gates.evals import record
from goldenpath_gates.evals.ask import prompts
from goldenpath_gates.evals.ask.prompts import SNAPSHOT
from goldenpath_gates.evals.baseline import Baseline
from goldenpath_gates.evals.baseline_versions import measured_with
from goldenpath_gates.evals.evaluation import ask_here
from goldenpath_gates.evals.judged import Told
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.run import Asked

RECORDS = Path("reports/eval/baseline-records.jsonl")


def write_baseline(
    root: Path, config: Config, questions: Questions, *, reason: str, owner: str, repeats: int
) -> Baseline:
    """Asks every case and keeps what was answered, with what the model was sent.

    Raises IncompleteError, and leaves the old baseline, unless every case was answered.
    """
    asked = ask_here(root, config, questions, root / RECORDS, repeats)
    told = Told()
    for _ in told.reading(asked.records):
        pass
    facts = {
        "reason": reason,
        "owner": owner,
        "created": report.now(),
        "commit": git.commit(root),
        "library": library.version(),
        "models": sorted(told.models),
        "prompts": versions.of_service(root)["prompts"],
        "repeats": repeats,
        "snapshot": _digest(asked),
        **measured_with(root, config.eval, questions.hashes),
    }
    written = baselines.write(root, questions.baseline, facts, record.read(asked.records))
    if asked.prompts:
        prompts.write(root / SNAPSHOT, asked.prompts)
    return written


def _digest(asked: Asked) -> str | None:
    """Of the rendered prompts, where the run saw any."""
    return sha256(prompts.text(asked.prompts).encode()).hexdigest() if asked.prompts else None
