"""Which engine: a laptop is its own cloud, unless it is asked for the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.config import Config
from goldenpath_gates.environments import engines
from goldenpath_gates.environments.local.engine import LocalEngine
from goldenpath_gates.environments.settings import Cloud, Environments
from goldenpath_gates.environments.terraform.engine import TerraformEngine
from goldenpath_gates.errors import UsageError

from tests.gates.support import CONFIG


def settings(cloud: Cloud) -> Config:
    return replace(config.parse(CONFIG), environments=Environments(cloud=cloud))


@pytest.mark.parametrize(
    ("cloud", "env", "asked", "engine"),
    [
        ("none", {}, False, LocalEngine),
        pytest.param("none", {"CI": "true"}, False, LocalEngine, id="a pipeline without a cloud"),
        pytest.param("aws", {}, False, LocalEngine, id="a laptop"),
        pytest.param("aws", {}, True, TerraformEngine, id="a laptop with --cloud"),
        pytest.param("gcp", {"CI": "true"}, False, TerraformEngine, id="a pipeline"),
    ],
)
def test_which(
    cloud: Cloud, env: dict[str, str], asked: bool, engine: type, tmp_path: Path
) -> None:
    assert type(engines.engine(tmp_path, settings(cloud), env, cloud=asked)) is engine


def test_a_cloud_that_nobody_has_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--cloud needs one: set \[environments\] cloud in "):
        engines.engine(tmp_path, settings("none"), {}, cloud=True)
    assert engines.in_cloud(tmp_path, settings("none"), {"CI": "true"}) is None
