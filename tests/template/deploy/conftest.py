from __future__ import annotations

import pytest

from tests import crds
from tests.support import Workshop
from tests.template.deploy.support import Schemas


@pytest.fixture(scope="session")
def schemas(workshop: Workshop) -> Schemas:
    return Schemas(crds.schemas(workshop))
