"""What is in it? Packages, models, prompts and data of the service, their licences and origins."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.bom.judgement import judged
from goldenpath_gates.config import Config
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return judged(root, config)
