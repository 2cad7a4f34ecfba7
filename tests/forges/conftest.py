from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forges.api import Api
from tests.forges.service import quick
from tests.support import Workshop, fresh_copy


@pytest.fixture
def service(workshop: Workshop, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A service with its lock and one test committed, to change at will."""
    name = getattr(request, "param", "defaults")
    return fresh_copy(quick(workshop, name), tmp_path)


@pytest.fixture
def api() -> Iterator[Api]:
    with Api() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
