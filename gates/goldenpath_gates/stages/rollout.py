"""Does everyone have it? The other regions, and then a look at all of them."""

from __future__ import annotations

import os
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.delivery import rollout
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return rollout.released(root, config, os.environ)
