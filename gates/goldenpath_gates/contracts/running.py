"""The document that a running service shows of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from goldenpath_gates.contracts.document import MAX_BYTES, Document, DocumentError, parse
from goldenpath_gates.errors import IncompleteError

TIMEOUT_S = 10.0
MEND = "mend the service, or [contract] document in goldenpath.toml"


def shown(
    url: str, path: str, timeout_s: float = TIMEOUT_S, headers: Mapping[str, str] | None = None
) -> Document:
    """Raises IncompleteError unless it is an OpenAPI document, and comes whole and in time."""
    name = f"the document of the running service at {path}"
    document = parse(asyncio.run(_fetched(f"{url}{path}", name, timeout_s, headers or {})), name)
    if "openapi" not in document.root:
        message = f"it is no OpenAPI document: the key openapi is missing; {MEND}"
        raise DocumentError(name, "", "not-openapi", message)
    return document


async def _fetched(address: str, name: str, timeout_s: float, headers: Mapping[str, str]) -> bytes:
    import httpx2

    try:
        async with asyncio.timeout(timeout_s):
            return await _read(address, name, headers)
    except TimeoutError:
        raise IncompleteError(f"{name} did not come within {timeout_s:g} s; {MEND}") from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        why = type(error).__name__
        raise IncompleteError(f"{name} cannot be fetched ({why}); {MEND}") from None


async def _read(address: str, name: str, own: Mapping[str, str]) -> bytes:
    import httpx2

    headers = {"accept": "application/json", "accept-encoding": "identity", **own}
    # No proxy of the environment: the service is on loopback.
    async with (
        httpx2.AsyncClient(timeout=None, trust_env=False) as client,
        client.stream("GET", address, headers=headers) as answer,
    ):
        if answer.status_code != 200:
            raise IncompleteError(f"{name} is answered with {answer.status_code}; {MEND}")
        body = bytearray()
        async for part in answer.aiter_raw():
            body += part
            if len(body) > MAX_BYTES:
                break  # `parse` says so
        return bytes(body)
