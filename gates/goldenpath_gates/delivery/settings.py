"""`[delivery]` of `goldenpath.toml`: which environments there are, and how they are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Environment:
    """One place where the service runs. `url` is its public route, `cluster` the API server that is
    read, `certificate_authority` a path from the root of the service; empty where there is none.
    `timeout` is in seconds, for a whole deployment with all its steps."""

    name: str
    url: str
    namespace: str
    cluster: str = ""
    certificate_authority: str = ""
    prometheus: str = ""
    timeout: float = 1800.0

    @property
    def slug(self) -> str:
        """What the workload, its Service and its Rollout are called: `answers` of
        `answers-production`."""
        return self.namespace.rpartition("-")[0] or self.namespace


@dataclass(frozen=True)
class Smoke:
    """A request through the public route. `body` is sent as JSON, `contains` has to be in the
    answer's text."""

    method: str = "POST"
    path: str = "/v1/answers"
    body: Any = None
    status: int = 200
    contains: str = ""


QUESTION = Smoke(body={"question": "Are you there?"})


@dataclass(frozen=True)
class Delivery:
    """`staging`, `production` and `previews` are names of environments; the first of `production`
    is the canary's. `repository` holds the environment branches: https, ssh or a path, empty for
    the forge's. `preview_url` is the public route of a preview, with `{change}` for the number of
    the change. `answers` is how many in a row have to come from the new version. `bootstrap` lets
    an environment be entered that has no data yet, since the service never ran there; `poll` is in
    seconds between two looks."""

    gitops: Literal["argocd", "flux", "none"] = "argocd"
    repository: str = ""
    staging: str = "staging"
    production: tuple[str, ...] = ("production-main",)
    previews: str = "staging"
    preview_url: str = ""
    answers: int = 5
    bootstrap: bool = False
    poll: float = 10.0
    environments: Mapping[str, Environment] = field(default_factory=dict)
    smoke: tuple[Smoke, ...] = (QUESTION,)


def parse(table: Mapping[str, Any]) -> Delivery:
    """From a table that fits the schema of `goldenpath.toml`."""
    values = dict(table)
    if "production" in table:
        values["production"] = tuple(table["production"])
    if "smoke" in table:
        values["smoke"] = tuple(Smoke(**row) for row in table["smoke"])
    values["environments"] = {
        name: Environment(name, **row) for name, row in table.get("environments", {}).items()
    }
    return Delivery(**values)
