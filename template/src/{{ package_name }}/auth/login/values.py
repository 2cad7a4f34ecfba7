"""Values of a cookie, as the store keeps them: by their hash, and with what they prove."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from ..principal import Principal
from ..store import Record
from .families import SESSION, Family

VALUE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Proof:
    """How and when a person proved who they are: of one value, so that the one from before a
    step-up does not gain what its successor has."""

    acr: str
    amr: tuple[str, ...]
    auth_time: float | None


def new_value(family: Family, proof: Proof, now: float) -> tuple[str, Record]:
    value = secrets.token_urlsafe(32)
    body = {
        "acr": proof.acr,
        "amr": list(proof.amr),
        "auth_time": proof.auth_time,
        "created_at": now,
    }
    return value, Record(SESSION, digest(value), body, family.id, family.expires_at)


def digest(value: str) -> str:
    """256 random bits need no slow hash: nobody can try them all."""
    return hashlib.sha256(value.encode()).hexdigest()


def proof_of(session: Record) -> Proof:
    body = session.body
    return Proof(body["acr"], tuple(body["amr"]), body["auth_time"])


def principal_of(session: Record, family: Family) -> Principal:
    proof = proof_of(session)
    return Principal(
        "session",
        family.subject,
        family.tenant,
        frozenset(family.scopes),
        family.id,
        family.tier,
        family.cohort,
        proof.acr,
        frozenset(proof.amr),
        proof.auth_time,
    )
