from __future__ import annotations

import json

import pytest
from goldenpath_gates import config
from goldenpath_gates.errors import UsageError

from tests.gates.support import CONFIG


def test_the_settings_are_what_the_schema_says() -> None:
    properties = config.schema()["properties"]["image"]["properties"]
    defaults = {key: row["default"] for key, row in properties.items()}
    written = "".join(f"{key} = {json.dumps(value)}\n" for key, value in defaults.items())
    assert config.parse(f"{CONFIG}[image]\n{written}").image == config.parse(CONFIG).image


@pytest.mark.parametrize(
    "written",
    [
        "size_budget = 0",
        'size_budget = "200"',
        'dockerfile = ""',
        'repository = "Acme/answers"',
        'repository = "registry.example.com"',
        'repository = "registry.example.com/acme/answers:latest"',
        'engine = "docker"',
    ],
)
def test_what_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match=r"^goldenpath\.toml:\d+:1: config-schema"):
        config.parse(f"{CONFIG}[image]\n{written}\n")


@pytest.mark.parametrize(
    "written",
    [
        "size_budget = 12.5",
        'repository = ""',
        'repository = "registry.example.com:5000/acme/answers"',
    ],
)
def test_noop(written: str) -> None:
    config.parse(f"{CONFIG}[image]\n{written}\n")
