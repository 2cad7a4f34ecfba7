"""One module per stage; each has `run(root, config) -> Judgement`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.report import Judgement

StageFunction = Callable[[Path, Config], Judgement]


def function(stage: str) -> StageFunction:
    """The function of a stage; the table and this folder must list the same stages."""
    module = import_module(f"goldenpath_gates.stages.{stage.replace('-', '_')}")
    run: StageFunction = module.run
    return run
