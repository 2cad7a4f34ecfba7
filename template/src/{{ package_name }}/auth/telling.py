"""How a refusal is told to the client: by its problem, never by its reason."""

from fastapi import FastAPI, Request
from starlette.responses import Response

from ..problems import PROBLEMS, problem_response
from .refusals import Refused
from .store import Unavailable

CHALLENGES = {  # RFC 6750
    "unauthenticated": "Bearer",
    "invalid-token": 'Bearer error="invalid_token"',
}


def away() -> Refused:
    """Anew each time: an exception keeps where it was raised."""
    return Refused("identity-unavailable", "store", {"Retry-After": "5"})


def told(refused: Refused) -> Response:
    challenge = CHALLENGES.get(refused.slug)
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    detail = f"{PROBLEMS[refused.slug][1]}."
    return problem_response(refused.slug, detail, {**headers, **refused.headers})


def add_refusal_handlers(app: FastAPI) -> None:
    app.exception_handler(Refused)(_refused)
    app.exception_handler(Unavailable)(_unavailable)


async def _refused(_: Request, refused: Refused) -> Response:
    return told(refused)


async def _unavailable(_: Request, __: Unavailable) -> Response:
    return told(away())
