"""Who sent a request, as a credential has proved it."""

from dataclasses import dataclass
from typing import Literal

from starlette.types import Scope

Kind = Literal["token", "key", "session"]


@dataclass(frozen=True, slots=True)
class Principal:
    """`credential` names what proved it, by an id that is no secret. `auth_time` is when a person
    last proved who they are, in Unix seconds; `acr` and `amr` are how (RFC 8176)."""

    kind: Kind
    subject: str
    tenant: str
    scopes: frozenset[str]
    credential: str
    tier: str = ""
    cohort: str = ""
    acr: str = ""
    amr: frozenset[str] = frozenset()
    auth_time: float | None = None


def principal_of(scope: Scope) -> Principal | None:
    """Return who the guard has found; None on a route that asks nobody."""
    found: Principal | None = scope.get("state", {}).get("principal")
    return found
