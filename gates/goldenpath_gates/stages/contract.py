"""Does it keep its promises: to clients and partners, and from model providers?"""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.contracts.judgement import judged
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return judged(root, config)
