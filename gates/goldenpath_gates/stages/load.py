"""Does it hold the traffic? What slo.yaml promises, under load and with a model that fails."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.load.judgement import judged
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return judged(root, config)
