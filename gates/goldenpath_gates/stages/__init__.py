"""One module per stage; each has `run(root, config) -> Judgement`.

A stage with shards also has `run_shard(root, config, part)`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from goldenpath_gates.config import Config
from goldenpath_gates.report import Judgement

StageFunction = Callable[[Path, Config], Judgement]


ShardFunction = Callable[[Path, Config, str], str]


def function(stage: str) -> StageFunction:
    """The function of a stage; the table and this folder must list the same stages."""
    run: StageFunction = _module(stage).run
    return run


def of_shard(stage: str) -> ShardFunction:
    """Does a part of the stage's work, such as `2/4`, and returns a sentence that says so."""
    run: ShardFunction = _module(stage).run_shard
    return run


def _module(stage: str) -> ModuleType:
    return import_module(f"goldenpath_gates.stages.{stage.replace('-', '_')}")
