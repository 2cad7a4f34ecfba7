"""Whether an environment answers as `[delivery] smoke` wants it, and is what was made."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from goldenpath_gates.delivery import route
from goldenpath_gates.delivery.settings import Environment, Smoke
from goldenpath_gates.environments.engine import Standing
from goldenpath_gates.identity import curl
from goldenpath_gates.registry.exchange import loopback
from goldenpath_gates.report import Finding


def findings(
    standing: Standing, smoke: tuple[Smoke, ...], env: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Raises UsageError where a token of `env` would travel in the open. What runs on this machine
    gets none of these: its own issuer gives it one, where it needs any."""
    place = Environment(standing.name, standing.url, standing.name)
    here = loopback(urlsplit(standing.url).netloc)
    own = {route.TOKEN: curl.fetched(standing.issuer)} if standing.issuer else {}
    with route.opened(place, smoke, own if here else env) as way:
        return tuple(way.test(standing.release))
