"""Who vouches for it? The image that was judged is signed, and pushed by its digest."""

from __future__ import annotations

import os
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.publishing import published
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return published(root, config, os.environ)
