"""Is the AI still good? Golden cases, asked over HTTP and compared with the baseline."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.evals import questions
from goldenpath_gates.evals.evaluation import evaluate
from goldenpath_gates.report import Judgement

FOLDER = Path("reports/eval")


def run(root: Path, config: Config) -> Judgement:
    return evaluate(root, config, questions.golden(root, config.eval), FOLDER)
