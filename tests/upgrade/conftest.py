from __future__ import annotations

import pytest

from tests.support import Library, Workshop
from tests.upgrade.support import Upgrades, released


@pytest.fixture(scope="session")
def library(workshop: Workshop) -> Library:
    """Here, the library with all its releases."""
    return released(workshop)


@pytest.fixture(scope="session")
def upgrades(workshop: Workshop, library: Library) -> Upgrades:
    return Upgrades(workshop, library)
