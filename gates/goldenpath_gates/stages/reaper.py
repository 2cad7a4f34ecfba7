"""Is nothing left behind? Previews end when their time or their change does."""

from __future__ import annotations

import os
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.delivery import reaper
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return reaper.reaped(root, config, os.environ)
