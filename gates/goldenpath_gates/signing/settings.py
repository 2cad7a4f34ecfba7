"""`[signing]` of `goldenpath.toml`: who signs what this service ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Signing:
    """What is None follows from the forge, see `identity`. `trust_config` is a path from the root
    of the service: the ClientTrustConfig of a private Sigstore. `public_log` lets the public one
    tell everybody of a private repository."""

    repository: str | None = None
    workflow: str | None = None
    ref: str = "refs/heads/main"
    issuer: str | None = None
    trust_config: str | None = None
    github_attestations: bool = False
    public_log: bool = False


def parse(table: Mapping[str, Any]) -> Signing:
    """From a table that fits the schema of `goldenpath.toml`."""
    return Signing(**table)
