"""Does real traffic like it? A few tenants first, and what is measured decides."""

from __future__ import annotations

import os
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.delivery import canary
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return canary.released(root, config, os.environ)
