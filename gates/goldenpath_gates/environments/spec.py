"""What an environment is asked to be: one description for this machine and for Terraform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from goldenpath_gates.signing.identity import REMOTE

Size = Literal["small", "medium", "large"]


@dataclass(frozen=True)
class Spec:
    """`name` is at most 63 characters, a DNS label, and unlike that of any other environment of the
    service. `change` is the number of the change request, None where somebody made it by hand.
    `created_at` is in UTC, to the second; `budget_usd` is for its whole life."""

    service: str
    name: str
    repository: str
    team: str
    created_at: datetime
    ttl_hours: int = 24
    change: int | None = None
    branch: str = ""
    author: str = ""
    reviewers: tuple[str, ...] = ()
    size: Size = "small"
    budget_usd: float = 10.0

    @property
    def expires_at(self) -> datetime:
        return self.created_at + timedelta(hours=self.ttl_hours)

    def variables(self) -> Mapping[str, Any]:
        """As `environment` of the Terraform module environment-plan takes it."""
        return {
            "kind": "preview",
            "service": self.service,
            "name": self.name,
            "repository": _path(self.repository),
            "team": self.team,
            "created_at": self.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ttl_hours": self.ttl_hours,
            "change": self.change,
            "branch": self.branch,
            "author": self.author,
            "reviewers": list(self.reviewers),
            "size": self.size,
            "budget_usd": self.budget_usd,
        }


def _path(repository: str) -> str:
    """`acme/answers` of any address of it."""
    found = REMOTE.fullmatch(repository) if "://" in repository or "@" in repository else None
    return found["path"] if found else repository
