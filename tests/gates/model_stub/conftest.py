from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gates.model_stub.support import running


@pytest.fixture(scope="session")
def stub_url() -> Iterator[str]:
    with running() as url:
        yield url
