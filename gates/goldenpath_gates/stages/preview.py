"""Does the change live by itself? An environment of its own, with data, asked and ended."""

from __future__ import annotations

import os
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.environments import preview
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return preview.previewed(root, config, os.environ)
