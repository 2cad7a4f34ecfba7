"""What routes that ask for somebody have in common."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from ..api import LIMITED_ROUTE
from .principal import Principal, principal_of
from .refusals import Refused

BODY_PROBLEMS = (
    "malformed-body",
    "body-too-large",
    "unsupported-media-type",
    "invalid-request",
    *LIMITED_ROUTE,
)


class StrictBody(BaseModel):
    # Strict: the schema says boolean, so "yes" is refused rather than guessed.
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


def _asks(request: Request) -> Principal:
    found = principal_of(request.scope)
    if found is None:  # the table has it as public: nobody is let in by mistake
        raise Refused("unauthenticated", "no-principal", {"WWW-Authenticate": "Bearer"})
    return found


def never_stored(response: Response) -> None:
    response.headers["cache-control"] = "no-store"


Asks = Annotated[Principal, Depends(_asks)]
NEVER_STORED = [Depends(never_stored)]
