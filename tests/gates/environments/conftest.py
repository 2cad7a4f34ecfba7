"""A service with clusters, routes and a forge around it, as deliveries meet them."""

from tests.gates.delivery.conftest import before, world

__all__ = ["before", "world"]
