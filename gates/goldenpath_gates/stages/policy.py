"""Would we let it in? Rules over everything that the service would ship."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.policy.judgement import judged
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return judged(root, config)
