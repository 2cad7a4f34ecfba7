"""Which engine makes the environments of a service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.environments.engine import Engine
from goldenpath_gates.environments.local.engine import LocalEngine
from goldenpath_gates.errors import UsageError


def engine(root: Path, config: Config, env: Mapping[str, str], *, cloud: bool = False) -> Engine:
    """That of the cloud in a pipeline, or where it is asked for by name; a laptop is its own."""
    if cloud and config.environments.cloud == "none":
        raise UsageError(f"--cloud needs one: set [environments] cloud in {FILENAME}")
    there = in_cloud(root, config, env) if cloud or env.get("CI") else None
    return there or LocalEngine(root, config, env)


def in_cloud(root: Path, config: Config, env: Mapping[str, str]) -> Engine | None:
    """None where the service has no cloud."""
    if config.environments.cloud == "none":
        return None
    from goldenpath_gates.environments.terraform.engine import TerraformEngine

    return TerraformEngine(root, config, env)
