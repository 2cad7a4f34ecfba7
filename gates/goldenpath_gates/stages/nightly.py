"""Does it hold up on a thousand cases? The evaluation of a night, shared over jobs."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.evals import parts, questions
from goldenpath_gates.evals.evaluation import evaluate
from goldenpath_gates.evals.run import ask_all, require_judge
from goldenpath_gates.report import Judgement

FOLDER = Path("reports/nightly")


def run(root: Path, config: Config) -> Judgement:
    return evaluate(root, config, questions.nightly(root, config.eval), FOLDER)


def run_shard(root: Path, config: Config, part: str) -> str:
    """Asks a part, such as `2/4`, and leaves it for `run`; a sentence that says so."""
    shard, asked = parts.parse(part), questions.nightly(root, config.eval)
    mine = sum(1 for _ in shard.cases(asked))
    if shard.number == 1:  # the judge is one, however many parts there are
        require_judge(root, config)
    done = ask_all(root, config, shard.cases(asked), mine, root / shard.path)
    parts.seal(root, shard, asked, done.source)
    return f"nightly: asked {mine} of {len(asked)} cases"
