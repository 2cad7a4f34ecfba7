"""The OpenID provider as this service asks it: for a login, for its tokens, for newer ones."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError

from ..discovery import tls
from ..jwks import Unreachable
from ..step_up import ACR
from .metadata import Metadata

TIMEOUT_SECONDS = 5.0
CLAIMS = '{"id_token":{"acr":null,"amr":null,"auth_time":{"essential":true}}}'


class GrantRefused(Exception):
    """The code or the refresh token counts no more; the text is the provider's error code."""


@dataclass(frozen=True, slots=True)
class Client:
    """This service as the provider knows it; without a secret it is a public client."""

    id: str
    secret: str | None = field(repr=False)
    redirect_uri: str
    scopes: str


@dataclass(frozen=True, slots=True)
class ProviderTokens:
    """`lifetime` is that of the access token, in seconds; the token itself is of no use here."""

    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    lifetime: float


class Provider:
    def __init__(self, client: Client, metadata: Metadata) -> None:
        self._client = client
        self._metadata = metadata

    async def login_url(self, state: str, nonce: str, verifier: str, step_up: bool) -> str:
        """Return where the browser goes to log in; raise Unreachable."""
        url = await self._metadata.endpoint("authorization_endpoint")
        more = {"acr_values": ACR, "max_age": "0"} if step_up else {}
        if await self._metadata.says("claims_parameter_supported"):
            more["claims"] = CLAIMS
        if "offline_access" in self._client.scopes.split():
            more["prompt"] = "consent"  # else it is ignored, says OpenID Connect Core
        async with self._asking() as http:
            found, _ = http.create_authorization_url(
                url,
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                scope=self._client.scopes,
                **more,
            )
            return str(found)

    async def names_itself(self) -> bool:
        """Whether it says with each answer who it is (RFC 9207); raise Unreachable."""
        return await self._metadata.says("authorization_response_iss_parameter_supported")

    async def tokens(self, code: str, verifier: str) -> ProviderTokens:
        """Raise GrantRefused or Unreachable."""
        return await self._token(
            "fetch_token", grant_type="authorization_code", code=code, code_verifier=verifier
        )

    async def refreshed(self, refresh_token: str) -> ProviderTokens:
        """Raise GrantRefused or Unreachable. What the answer leaves out is empty."""
        return await self._token("refresh_token", refresh_token=refresh_token)

    async def logout_url(self, id_token: str) -> str | None:
        """Return where the browser goes to log out there as well; None where nobody knows."""
        try:
            url = await self._metadata.endpoint("end_session_endpoint")
        except Unreachable:
            return None
        query = {"id_token_hint": id_token, "client_id": self._client.id}
        return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"

    def _asking(self) -> AsyncOAuth2Client:
        """One per question: it remembers the tokens that it was given last."""
        return AsyncOAuth2Client(
            self._client.id,
            self._client.secret,
            redirect_uri=self._client.redirect_uri,
            code_challenge_method="S256",
            verify=tls(),
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
        )

    async def _token(self, method: str, **grant: str) -> ProviderTokens:
        url = await self._metadata.endpoint("token_endpoint")
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS), self._asking() as http:
                return _tokens(await getattr(http, method)(url, **grant))
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise GrantRefused(error.error) from None
            raise Unreachable("the provider refuses this client") from None
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unreachable(f"no answer ({type(error).__name__})") from None
        except (ValueError, TypeError, OverflowError):
            raise Unreachable("the answer holds no tokens") from None


def _tokens(found: dict[str, Any]) -> ProviderTokens:
    if not isinstance(found.get("access_token"), str):
        raise TypeError("no access token")
    id_token, refresh_token = found.get("id_token") or "", found.get("refresh_token") or ""
    if not isinstance(id_token, str) or not isinstance(refresh_token, str):
        raise TypeError("a token that is no text")
    return ProviderTokens(id_token, refresh_token, float(found.get("expires_in") or 3600))
