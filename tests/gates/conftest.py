from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.gates.support import CONFIG, write

FORGE = ("GITHUB_", "GITLAB_", "CI", "GOLDENPATH_", "GIT_", "UV_PROJECT_ENVIRONMENT")


@pytest.fixture(autouse=True)
def _no_forge(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests also run in a pipeline, whose variables are not meant for them."""
    for name in [name for name in os.environ if name.startswith(FORGE)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a service that has a valid goldenpath.toml, as the working directory."""
    root = tmp_path / "service"
    monkeypatch.chdir(write(root, {"goldenpath.toml": CONFIG}).resolve())
    return root
