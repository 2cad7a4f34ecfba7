"""The route by which the provider says that a login has ended there, and what it can return."""

from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from starlette.responses import Response

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..refusals import Refused, invalid
from .devices import Devices
from .logout_tokens import LogoutTokens

NO_STORE = {"cache-control": "no-store"}
LOGOUT = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["logout_token"],
                    "properties": {"logout_token": {"type": "string"}},
                }
            }
        },
    }
}


def add_provider_logout(app: FastAPI, tokens: LogoutTokens, devices: Devices, audit: Audit) -> None:
    @app.post(
        "/auth/backchannel-logout",
        response_class=Response,
        responses={
            200: {"description": "The sessions have ended."},
            **documented("invalid-token", "body-too-large", "identity-unavailable", *LIMITED_ROUTE),
        },
        openapi_extra=LOGOUT,
    )
    async def backchannel_logout(request: Request) -> Response:
        """The provider says that a login has ended there."""
        try:
            ended = await tokens.ended(_logout_token(await request.body()))
        except Refused as refused:
            audit.record("backchannel-logout", "refused", refused.reason)
            raise
        await devices.ended(ended.subject, ended.sid)
        await tokens.use(ended)
        audit.record("backchannel-logout", "allowed", subject=ended.subject)
        return Response(headers=NO_STORE)


def _logout_token(body: bytes) -> str:
    try:
        pairs = parse_qsl(body.decode("ascii"), max_num_fields=10)
    except ValueError:
        pairs = []
    tokens = [value for name, value in pairs if name == "logout_token"]
    if len(tokens) != 1:
        raise invalid("logout-form")
    return tokens[0]
