"""The routes for API keys, and what each can return."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Path
from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from ..api import LIMITED_ROUTE
from ..problems import documented
from .api_keys import ApiKey, ApiKeys, NewApiKey
from .audit import Audit
from .key_text import ID
from .routes import BODY_PROBLEMS, NEVER_STORED, Asks, StrictBody

Scope = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}:[a-z]{1,32}$")]
MADE = documented(*BODY_PROBLEMS)
ROTATED = documented("not-found", *BODY_PROBLEMS)
REVOKED = documented("not-found", "invalid-request", *LIMITED_ROUTE)
KeyId = Annotated[str, Path(description="As GET /v1/keys names it.")]


def _whole(value: Any) -> Any:
    """As JSON Schema counts: 1.0 is an integer, too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]


class KeyWish(StrictBody):
    name: str = Field(min_length=1, max_length=64, description="what it is for")
    scopes: list[Scope] = Field(min_length=1, max_length=50, description="some of your own")
    expires_in_days: Whole = Field(default=90, ge=1, le=365)


class RotationWish(StrictBody):
    overlap_hours: Whole = Field(
        default=24, ge=0, le=168, description="how long the old key still works"
    )


DAY_LONG = RotationWish()


class KeyInfo(BaseModel):
    id: str
    name: str
    scopes: list[str]
    tenant: str
    created_at: AwareDatetime
    expires_at: AwareDatetime
    last_used_at: AwareDatetime | None = Field(description="at most a minute late")


class KeyList(BaseModel):
    keys: list[KeyInfo]


class MadeKey(BaseModel):
    id: str
    name: str
    key: str = Field(description="shown this once")
    scopes: list[str]
    tenant: str
    created_at: AwareDatetime
    expires_at: AwareDatetime


def add_keys(app: FastAPI, keys: ApiKeys, audit: Audit) -> None:
    @app.get("/v1/keys", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def list_keys(asks: Asks) -> KeyList:
        found = await keys.listed(asks.tenant)
        return KeyList(keys=[_info(key) for key in found])

    @app.post("/v1/keys", status_code=201, dependencies=NEVER_STORED, responses=MADE)
    async def create_key(asks: Asks, body: KeyWish) -> MadeKey:
        with audit.of("key-created", asks) as said:
            made = await keys.create(asks, body.name, body.scopes, body.expires_in_days)
            said["key"] = made.shown.id
        return _made(made)

    @app.post(
        "/v1/keys/{key_id}/rotate", status_code=201, dependencies=NEVER_STORED, responses=ROTATED
    )
    async def rotate_key(key_id: KeyId, asks: Asks, body: RotationWish = DAY_LONG) -> MadeKey:
        with audit.of("key-rotated", asks) as said:
            said["old_key"] = key_id[:ID]
            made = await keys.rotate(asks, key_id, body.overlap_hours)
            said["key"] = made.shown.id
        return _made(made)

    @app.delete("/v1/keys/{key_id}", status_code=204, dependencies=NEVER_STORED, responses=REVOKED)
    async def revoke_key(key_id: KeyId, asks: Asks) -> None:
        with audit.of("key-revoked", asks) as said:
            said["key"] = key_id[:ID]  # nothing of a whole key, sent by mistake
            await keys.revoke(asks.tenant, key_id)


def _info(key: ApiKey) -> KeyInfo:
    return KeyInfo(**_common(key), last_used_at=_moment(key.last_used_at))


def _made(made: NewApiKey) -> MadeKey:
    return MadeKey(**_common(made.shown), key=made.text)


def _common(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "tenant": key.tenant,
        "created_at": _moment(key.created_at),
        "expires_at": _moment(key.expires_at),
    }


def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(int(at), UTC)
