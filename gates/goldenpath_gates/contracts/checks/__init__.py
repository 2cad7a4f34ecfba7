"""What the stage asks of a running service; each module has `run(context) -> Outcome`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.contracts.check import Check

# In this order: what the model was sent is looked at before pacts and `provider` make it fail, and
# what webhooks teach the service comes after whatever relies on what it knows.
NAMES = (
    *("published", "conformance", "tools", "embeddings"),
    *("credentials", "pacts", "provider", "webhooks"),
)


def table() -> Mapping[str, Check]:
    return {name: import_module(f"{__name__}.{name}").run for name in NAMES}
