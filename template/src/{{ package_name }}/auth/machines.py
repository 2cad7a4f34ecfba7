"""Credentials of machines: a token of the provider, or an API key of the tenant."""

from starlette.requests import HTTPConnection

from .api_keys import ApiKeys
from .principal import Principal
from .refusals import invalid
from .tokens import Tokens

KEY_HEADER = "x-api-key"


class BearerToken:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def given(self, request: HTTPConnection) -> list[str]:
        return request.headers.getlist("authorization")

    async def prove(self, presented: str, request: HTTPConnection) -> Principal:
        scheme, _, token = presented.partition(" ")
        if scheme.lower() != "bearer":
            raise invalid("scheme")
        return await self._tokens.authenticate(token)


class KeyHeader:
    """In a header of its own: a gateway that reads tokens would refuse a key in their place."""

    def __init__(self, keys: ApiKeys) -> None:
        self._keys = keys

    def given(self, request: HTTPConnection) -> list[str]:
        return request.headers.getlist(KEY_HEADER)

    async def prove(self, presented: str, request: HTTPConnection) -> Principal:
        return await self._keys.authenticate(presented)
