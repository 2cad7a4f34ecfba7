"""The bodies of the routes for second factors."""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from ..routes import StrictBody
from .factors import Body

Credential = dict[str, Any]


class Code(StrictBody):
    code: str = Field(pattern=r"^[0-9]{6}$", description="what the authenticator app shows now")


class RecoveryCode(StrictBody):
    code: str = Field(min_length=1, max_length=64, description="one of the codes on paper")


class NewPasskey(StrictBody):
    name: str = Field(min_length=1, max_length=64, description="how its owner calls it")
    credential: Credential = Field(description="what `navigator.credentials.create` returned")


class Assertion(StrictBody):
    credential: Credential = Field(description="what `navigator.credentials.get` returned")


class Factor(BaseModel):
    id: str
    kind: Literal["totp", "passkey"]
    name: str
    created_at: AwareDatetime
    last_used_at: AwareDatetime | None


class Mine(BaseModel):
    factors: list[Factor]
    recovery_codes_left: int


class NewTotp(BaseModel):
    """Shown once; it counts only when it is confirmed."""

    id: str
    secret: str
    uri: str = Field(description="the same, as an authenticator app reads it from a QR code")


class NewCodes(BaseModel):
    codes: list[str] = Field(description="shown once; each works once")


class Proved(BaseModel):
    """What the session, with its new cookie, is worth from now on."""

    acr: str
    amr: list[str]


def factor(id: str, stored: dict[str, Any]) -> Factor:
    used = stored["last_used_at"]
    return Factor(
        id=id,
        kind=stored["kind"],
        name=stored["name"],
        created_at=datetime.fromtimestamp(stored["created_at"], UTC),
        last_used_at=None if used is None else datetime.fromtimestamp(used, UTC),
    )


def mine(body: Body) -> Mine:
    return Mine(
        factors=[factor(id, stored) for id, stored in body["factors"].items()],
        recovery_codes_left=len(body["recovery_codes"]),
    )
