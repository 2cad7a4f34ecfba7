"""`[environments]` of `goldenpath.toml`: where a change gets an environment of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from goldenpath_gates.environments.spec import Size

Cloud = Literal["none", "aws", "gcp", "azure"]


@dataclass(frozen=True)
class Identity:
    """Who a job is in the cloud: `role` is the ARN (aws), the service account (gcp) or the client
    id (azure); `provider` the workload identity provider (gcp); `tenant` and `subscription`
    (azure); `region` is where (aws, gcp), `project` in what (gcp)."""

    role: str = ""
    provider: str = ""
    tenant: str = ""
    subscription: str = ""
    region: str = ""
    project: str = ""


@dataclass(frozen=True)
class Environments:
    """With `cloud` none, environments are on this machine. `infra` is the Terraform root of a
    preview; `seed` the recipe of its data, empty for none; `backend` are arguments of Terraform's
    backend. `budget_usd` is for one environment's whole life, `limit` how many may stand at
    once."""

    cloud: Cloud = "none"
    infra: str = "infra/preview"
    seed: str = "seed/seed.yaml"
    team: str = ""
    ttl_hours: int = 24
    size: Size = "small"
    budget_usd: float = 10.0
    limit: int = 20
    timeout: float = 900.0
    identity: Identity = field(default_factory=Identity)
    backend: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)


def parse(table: Mapping[str, Any]) -> Environments:
    """From a table that fits the schema of `goldenpath.toml`."""
    values = dict(table)
    if "identity" in table:
        values["identity"] = Identity(**table["identity"])
    return Environments(**values)
