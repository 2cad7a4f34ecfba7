"""`[contract]` of `goldenpath.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Conformance:
    """`examples` are per operation and phase; `seconds` bounds the whole run."""

    examples: int = 30
    seconds: int = 60
    seed: int = 7
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pacts:
    """`broker` is the URL of a Pact broker; its token is read from `token_variable`."""

    folder: str = "contracts/pacts"
    broker: str | None = None
    token_variable: str = "PACT_BROKER_TOKEN"  # noqa: S105 - the name of a variable
    provider: str | None = None
    """What pacts call this service; by default `[service] name`."""


@dataclass(frozen=True)
class Webhooks:
    """`secrets_variable` names the variable that holds a JSON object of source to secret."""

    folder: str = "contracts/webhooks"
    path: str = "/v1/webhooks/{source}"
    secrets_variable: str = "WEBHOOK_SECRETS"
    tolerance: float = 300.0
    """Seconds that a signature counts."""


@dataclass(frozen=True)
class Contract:
    """`document` is where the service shows its OpenAPI document, empty where it shows none; `env`
    is further environment of the service while the stage judges it."""

    openapi: str = "contracts/openapi.json"
    document: str = "/openapi.json"
    events: str = "contracts/events"
    tools: str = "contracts/tools"
    embeddings: str = "contracts/embeddings.json"
    breaks: str = "contracts/breaks.yaml"
    provider: str = "contracts/provider.yaml"
    env: Mapping[str, str] = field(default_factory=dict)
    conformance: Conformance = Conformance()
    pacts: Pacts = Pacts()
    webhooks: Webhooks = Webhooks()


def parse(table: Mapping[str, Any]) -> Contract:
    """The table as it fits its schema."""
    parts = {"conformance": Conformance, "pacts": Pacts, "webhooks": Webhooks}
    values = {key: parts[key](**value) if key in parts else value for key, value in table.items()}
    return Contract(**values)
