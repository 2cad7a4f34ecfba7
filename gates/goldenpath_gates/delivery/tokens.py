"""Secrets from the environment, as headers, and the identity that a forge gives a job."""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates import strictjson
from goldenpath_gates.errors import IncompleteError, UsageError

TIMEOUT_S = 20.0


def token(env: Mapping[str, str], name: str) -> str:
    """Empty where it is not set. Raises UsageError for what no header may hold, without it."""
    value = env.get(name, "")
    if not (value.isascii() and (value.isprintable())):
        raise UsageError(f"{name} holds what no header may: is there a line break in it?")
    return value


def bearer(value: str) -> dict[str, str]:
    return {"authorization": f"Bearer {value}"} if value else {}


def of_github(env: Mapping[str, str], audience: str) -> str:
    """The identity of this job, for one audience alone; empty where GitHub offers none."""
    import httpx2

    url = env.get("ACTIONS_ID_TOKEN_REQUEST_URL", "")
    if not url:
        return ""
    own = token(env, "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    headers = {"authorization": f"bearer {own}"}  # as GitHub's documentation writes it
    try:
        address = httpx2.URL(url).copy_merge_params({"audience": audience})
        answer = httpx2.get(address, headers=headers, timeout=TIMEOUT_S)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        kind = type(error).__name__
        raise IncompleteError(f"GitHub gives this job no identity ({kind})") from None
    try:
        document = strictjson.loads(answer.content)
    except ValueError:
        return ""
    return str(document.get("value") or "") if isinstance(document, dict) else ""
