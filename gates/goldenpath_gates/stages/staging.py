"""Does that digest start and answer? It is committed, awaited, asked, and taken back."""

from __future__ import annotations

import os
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.delivery import staging
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return staging.delivered(root, config, os.environ)
