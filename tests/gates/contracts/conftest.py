from __future__ import annotations

from pathlib import Path

import pytest

from tests.gates.contracts import promised


@pytest.fixture
def promising(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a service with promises of every kind, as the working directory."""
    root = promised.make(tmp_path / "promising")
    monkeypatch.chdir(root)
    return root
