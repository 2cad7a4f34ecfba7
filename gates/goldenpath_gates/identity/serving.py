"""The service beside an issuer that it trusts, where `[identity]` says that it asks for tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from goldenpath_gates import service
from goldenpath_gates.config import Config
from goldenpath_gates.identity.claims import claims
from goldenpath_gates.identity.credentials import NOBODY, Credentials
from goldenpath_gates.identity.wanted import published
from goldenpath_gates.service import Running


@contextmanager
def serving(
    root: Path, config: Config, port: int | None = None, env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """As `service.serving`, which says what is raised; what runs knows its credentials."""
    with issued(root, config) as credentials:
        own = {**(env or {}), **credentials.env}
        with service.serving(root, config.service, port, own) as running:
            yield replace(running, credentials=credentials)


@contextmanager
def issued(root: Path, config: Config) -> Iterator[Credentials]:
    """Raises DocumentError where nobody can tell which scopes are asked for."""
    if config.identity is None:
        yield NOBODY
        return
    from goldenpath_gates.issuer.started import started

    wanted = published(root, config.contract)
    with started(partial(claims, config.identity, wanted)) as issuer:
        yield Credentials(config.identity, issuer, wanted)
