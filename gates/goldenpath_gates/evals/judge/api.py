"""An OpenAI-compatible API over HTTP: one request, tried again where that may help."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from goldenpath_gates.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    import httpx2

Post = Callable[[str, Mapping[str, Any]], Any]
"""Path below the base URL and body to the JSON of the answer. Safe to call from threads.

Raises IncompleteError where there is no such answer.
"""

TIMEOUT_S = 60.0
ATTEMPTS = 4
LONGEST_WAIT_S = 20.0
PASSING = frozenset((408, 409, 429, 500, 502, 503, 504))
"""Statuses that may be gone the next time."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def connect(
    url: str,
    key_variable: str,
    what: str,
    environment: Mapping[str, str],
    *,
    transport: httpx2.BaseTransport | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Post:
    """The key comes from the environment and goes nowhere else: redirects are not followed.

    Raises IncompleteError without a key, UsageError where the key would travel in the clear.
    """
    import httpx2

    headers = {"authorization": f"Bearer {_key(url, key_variable, what, environment)}"}
    headers["content-type"] = "application/json"
    client = httpx2.Client(headers=headers, timeout=TIMEOUT_S, transport=transport)

    def post(path: str, body: Mapping[str, Any]) -> Any:
        content = json.dumps(body)  # ASCII, because an answer may hold a lone surrogate
        for attempt in range(ATTEMPTS):
            answer = _sent(client, f"{url.rstrip('/')}/{path}", content)
            if isinstance(answer, httpx2.Response) and answer.status_code not in PASSING:
                break
            if attempt + 1 < ATTEMPTS:
                sleep(_wait(answer, attempt))
        return _read(answer, what)

    return post


def _key(url: str, variable: str, what: str, environment: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise UsageError(
            f"the {what} at {parts.hostname} would get its key in the clear; write https://"
        )
    key = environment.get(variable, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise IncompleteError(
            f"the {what} needs a key in the environment variable {variable}, nothing was judged"
        )
    return key


def _sent(client: httpx2.Client, url: str, content: str) -> httpx2.Response | httpx2.HTTPError:
    import httpx2

    try:
        return client.post(url, content=content)
    except httpx2.HTTPError as error:
        return error


def _wait(answer: httpx2.Response | httpx2.HTTPError, attempt: int) -> float:
    asked = getattr(answer, "headers", {}).get("retry-after", "")
    seconds = float(asked) if asked.isdecimal() and len(asked) < 6 else 0.5 * 2**attempt
    return min(seconds, LONGEST_WAIT_S)


def _read(answer: httpx2.Response | httpx2.HTTPError, what: str) -> Any:
    """Neither body nor address is told: providers like to quote the key."""
    import httpx2

    if not isinstance(answer, httpx2.Response):
        raise IncompleteError(f"the {what} cannot be reached: {type(answer).__name__}")
    if answer.status_code != 200:
        raise IncompleteError(f"the {what} answers with status {answer.status_code}")
    try:
        return answer.json()
    except (ValueError, RecursionError):
        raise IncompleteError(f"the {what} answers with what is not JSON") from None
