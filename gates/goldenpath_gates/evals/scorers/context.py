"""What the scorers of a run need, opened once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates.evals.embedders import embedder
from goldenpath_gates.evals.judge import grade
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.settings import Eval


def context(settings: Eval, root: Path, environment: Mapping[str, str]) -> Context:
    """Raises IncompleteError where the embedder or the judge that is set has no key."""
    judge = grade.configured(settings, root, environment)
    embed = embedder(settings.embedder, environment)
    return Context(settings, embed, judge.grade if judge else None)
