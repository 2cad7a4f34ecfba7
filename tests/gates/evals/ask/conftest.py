from __future__ import annotations

from collections.abc import Iterator

import pytest
from goldenpath_gates.service import Running

from tests.gates.evals.ask.support import Fake, serving


@pytest.fixture(scope="module")
def fake() -> Fake:
    return Fake()


@pytest.fixture(scope="module")
def running(fake: Fake) -> Iterator[Running]:
    with serving(fake) as running:
        yield running
