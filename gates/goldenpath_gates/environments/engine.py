"""What an engine of environments does; `local` and `terraform` are the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.report import Figure, Finding

State = Literal["creating", "ready", "ending", "broken"]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""When something was made that does not say when."""


@dataclass(frozen=True)
class Standing:
    """An environment that is there, wholly or in part. `url` is empty where nothing answers yet,
    `release` is what answers there say of their version; `settings` are the variables by which a
    service finds its database and cache, secrets among them: never print the values. `issuer` gives
    tokens for it, empty where it asks for none, or for those of others."""

    name: str
    state: State
    created_at: datetime
    expires_at: datetime
    change: int | None = None
    url: str = ""
    release: str = ""
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    issuer: str = ""

    @property
    def dated(self) -> bool:
        """Not so where it is only just begun, or half gone."""
        return self.created_at != LONG_AGO


def due(standing: Standing, now: datetime) -> bool:
    """Whether it has to go: its time is up, or somebody began to end it and did not. One that is
    just begun has no time yet."""
    begun = standing.state == "creating" and not standing.dated
    return standing.state == "ending" or (standing.expires_at <= now and not begun)


@dataclass(frozen=True)
class Plan:
    """What `up` would do: one line for each thing, findings of policy and budget, figures such as
    the cost. `file` is the plan to be judged or applied, where the engine has one."""

    lines: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()
    file: Path | None = None


class Engine(Protocol):
    def plan(self, spec: Spec, progress: Progress) -> Plan:
        """Changes nothing. Raises IncompleteError where that cannot be told."""
        ...

    def up(self, spec: Spec, progress: Progress) -> Standing:
        """Makes it, or brings one of the same name up to date; nothing is left where it fails."""
        ...

    def down(self, name: str, progress: Progress) -> tuple[str, ...]:
        """Ends it. What could not be removed, one line each; an unknown name is nothing to do."""
        ...

    def reap(self, now: datetime, progress: Progress) -> Mapping[str, tuple[str, ...]]:
        """Ends those that are due: by their names, what could not be removed. One that somebody
        brings up again meanwhile stays."""
        ...

    def standing(self, *only: str) -> tuple[Standing, ...]:
        """Every environment of this service, or those of these names: expired and broken, too."""
        ...
