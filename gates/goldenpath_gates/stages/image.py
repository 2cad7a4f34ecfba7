"""Is the thing we ship clean? One image, built once, looked into, scanned and started."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.image.judgement import judged
from goldenpath_gates.report import Judgement


def run(root: Path, config: Config) -> Judgement:
    return judged(root, config)
