"""Fetches what the provider publishes: where its keys are, and the keys."""

import asyncio
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2

from .jwks import Unreachable
from .strict_json import json_object

TIMEOUT_SECONDS = 3.0
LARGEST = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Discovery:
    """Of one provider; `jwks_url` replaces what its discovery document says."""

    def __init__(self, issuer: str, jwks_url: str | None = None) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url

    async def keys(self) -> Mapping[str, Any]:
        """Return its JWK set; raise Unreachable."""
        async with _client() as http:
            url = self._jwks_url or _address(await self._document(http), "jwks_uri")
            return await _fetched(http, url)

    async def document(self) -> Mapping[str, Any]:
        """Return its discovery document; raise Unreachable."""
        async with _client() as http:
            return await self._document(http)

    async def _document(self, http: httpx2.AsyncClient) -> Mapping[str, Any]:
        path = "/.well-known/openid-configuration"
        found = await _fetched(http, self._issuer.rstrip("/") + path)
        if found.get("issuer") != self._issuer:
            raise Unreachable("the discovery document is of another issuer")
        return found


@cache
def tls() -> ssl.SSLContext:
    """Whom this machine trusts. To read that takes some 20 ms, in which nothing is answered."""
    return httpx2.create_ssl_context()


def _client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(verify=tls(), timeout=TIMEOUT_SECONDS, follow_redirects=False)


def _address(document: Mapping[str, Any], name: str) -> str:
    url = document.get(name)
    if not isinstance(url, str) or not secure(url):
        raise Unreachable(f"the discovery document has no usable {name}")
    return url


async def _fetched(http: httpx2.AsyncClient, url: str) -> Mapping[str, Any]:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):  # as a whole: it may come drop by drop
            return json_object(await _read(http, url))
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
        raise Unreachable(f"no answer ({type(error).__name__})") from None
    except ValueError:
        raise Unreachable("the provider's answer is no JSON object") from None


async def _read(http: httpx2.AsyncClient, url: str) -> bytes:
    body = bytearray()
    async with http.stream("GET", url, headers={"accept": "application/json"}) as answer:
        if answer.status_code != 200:
            raise Unreachable(f"the provider answers {answer.status_code}")
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > LARGEST:
                raise Unreachable("the provider answers too much")
    return bytes(body)


def secure(url: str) -> bool:
    """Whether nobody on the way can change what comes from there."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
