"""ID tokens: who has logged in, as the provider tells the service alone (OpenID Connect Core)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from ...callers import NAME
from ..refusals import invalid
from ..tokens import SKEW_SECONDS
from .signed import Signed, number, text, texts

TYPES = frozenset({"", "jwt"})


@dataclass(frozen=True, slots=True)
class Person:
    """`sid` names the login at the provider, so that it can end it here as well."""

    subject: str
    tenant: str
    roles: tuple[str, ...] = ()
    tier: str = ""
    cohort: str = ""
    sid: str = ""
    acr: str = ""
    amr: tuple[str, ...] = ()
    auth_time: float | None = None


class IdTokens:
    def __init__(self, signed: Signed, tenant_claim: str = "tenant") -> None:
        self._signed = signed
        self._tenant_claim = tenant_claim

    async def at_login(self, token: str, nonce: str, proved_after: float | None) -> Person:
        """Raise Refused unless it answers the login that has sent this nonce. `proved_after`: the
        person must have proved who they are since then."""
        claims = await self._signed.claims(token, TYPES)
        if not compare_digest(text(claims, "nonce").encode(), nonce.encode()):
            raise invalid("token-nonce")
        person = self._person(claims)
        if proved_after is not None:
            self._require_proof(person, proved_after)
        return person

    async def at_refresh(self, token: str, subject: str, tenant: str) -> Person:
        """Raise Refused unless it is still about the same person of the same tenant."""
        person = self._person(await self._signed.claims(token, TYPES))
        if (person.subject, person.tenant) != (subject, tenant):
            raise invalid("token-subject")
        return person

    def _require_proof(self, person: Person, since: float) -> None:
        if person.auth_time is None or person.auth_time < since - SKEW_SECONDS:
            raise invalid("token-auth-time")

    def _person(self, claims: Mapping[str, Any]) -> Person:
        subject, tenant = text(claims, "sub"), text(claims, self._tenant_claim)
        proved_at = number(claims, "auth_time")
        if not subject or (proved_at or 0) > self._signed.now() + SKEW_SECONDS:
            raise invalid("token-claims")
        if not NAME.fullmatch(tenant):
            raise invalid("token-tenant")
        return Person(
            subject,
            tenant,
            texts(claims, "roles"),
            text(claims, "tier"),
            text(claims, "cohort"),
            text(claims, "sid"),
            text(claims, "acr"),
            texts(claims, "amr"),
            proved_at,
        )
