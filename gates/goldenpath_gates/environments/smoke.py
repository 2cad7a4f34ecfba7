"""Whether an environment answers as `[delivery] smoke` wants it, and is what was made."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from goldenpath_gates.delivery import route
from goldenpath_gates.delivery.settings import Environment, Smoke
from goldenpath_gates.environments.engine import Standing
from goldenpath_gates.registry.exchange import loopback
from goldenpath_gates.report import Finding


def findings(
    standing: Standing, smoke: tuple[Smoke, ...], env: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Raises UsageError where a token of `env` would travel in the open. What runs on this machine
    needs none, and gets none."""
    place = Environment(standing.name, standing.url, standing.name)
    here = loopback(urlsplit(standing.url).netloc)
    with route.opened(place, smoke, {} if here else env) as way:
        return tuple(way.test(standing.release))
