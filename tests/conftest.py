from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Library, Workshop

# The tools of this environment come first, whether or not it was activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    base = tmp_path_factory.getbasetemp()
    return Workshop(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def library(workshop: Workshop) -> Library:
    return workshop.library()


@pytest.fixture(scope="session")
def render(workshop: Workshop) -> Callable[[str], Path]:
    return workshop.render
