from __future__ import annotations

import pytest
from goldenpath_gates.registry import exchange
from goldenpath_gates.registry.reference import Reference
from goldenpath_gates.signing.identity import Identity

from tests.gates.signing.support import IDENTITY, IMAGE
from tests.sigstore_box import Sigstore


@pytest.fixture
def box() -> Sigstore:
    return Sigstore()


@pytest.fixture
def image() -> Reference:
    return IMAGE


@pytest.fixture
def identity() -> Identity:
    return IDENTITY


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "DELAYS_S", (0.0, 0.0))
