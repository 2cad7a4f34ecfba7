"""Lines that a person can paste to ask a service that asks who they are."""

from __future__ import annotations

import json
import shlex
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError

PLAIN = {"accept": "text/plain"}
TIMEOUT_S = 10.0
# No proxy of the environment: the issuer is on loopback.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def token(issuer: str) -> str:
    """Prints one; `-d scope=...`, `tenant=` or `tier=` ask for another."""
    return f"curl -sS -H 'accept: text/plain' -d grant_type=client_credentials {issuer}/token"


def question(url: str, body: Mapping[str, Any], issuer: str) -> str:
    """Asks with a token of its own, so that none is printed, and none is too old."""
    data = shlex.quote(json.dumps(body))
    return (
        f'curl -sS -H "authorization: Bearer $({token(issuer)})" '
        f"-H 'content-type: application/json' -d {data} {url}"
    )


def fetched(issuer: str) -> str:
    """A token of an issuer in another process. Raises IncompleteError."""
    asked = urllib.request.Request(f"{issuer}/token", b"", PLAIN)  # noqa: S310 - started by us
    try:
        with OPENER.open(asked, timeout=TIMEOUT_S) as answer:
            found: str = answer.read().decode("ascii")
            return found
    except (OSError, ValueError) as error:
        raise IncompleteError(f"the issuer on {issuer} gives no token: {error}") from None
