from __future__ import annotations

from collections.abc import Iterator

import pytest
from goldenpath_gates.registry import exchange
from goldenpath_gates.registry.reference import Repository

from tests.registry_box import Registry


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "DELAYS_S", (0.0, 0.0))


@pytest.fixture
def box() -> Iterator[Registry]:
    registry = Registry()
    with registry.serving():
        yield registry


@pytest.fixture
def place(box: Registry) -> Repository:
    return Repository(box.host, "acme/answers")
