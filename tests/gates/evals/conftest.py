from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.gates.evals.support import make
from tests.support import Workshop, require


@pytest.fixture
def node(workshop: Workshop, tmp_path: Path) -> Path:
    """A service of one's own, written for Node, with a baseline that fits it."""
    require(shutil.which("node"), "node")
    return Path(shutil.copytree(workshop.once("evaluated-node", make), tmp_path / "node"))
