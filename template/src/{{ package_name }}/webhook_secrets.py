"""Reads WEBHOOK_SECRETS, and says what is wrong without quoting it."""

import json
import re
from typing import Any

from .webhook_signature import key_of

SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def read_secrets(value: Any) -> dict[str, list[str]]:
    """Return the secrets by source; raise ValueError."""
    found = _object(value) if isinstance(value, str) else value
    sources = found.items() if isinstance(found, dict) else None
    if sources is None:
        raise ValueError("not a JSON object")
    secrets = {}
    for source, given in sources:
        if not SOURCE.fullmatch(source):
            raise ValueError("a source has 1 to 64 of a-z, 0-9, hyphens and underscores")
        secrets[source] = given if isinstance(given, list) else [given]
        if not secrets[source] or not all(isinstance(each, str) for each in secrets[source]):
            raise ValueError(f"{source} needs one secret or a list of them")
        for secret in secrets[source]:
            key_of(secret)
    return secrets


def _object(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except RecursionError:
        raise ValueError("not a JSON object") from None
    except json.JSONDecodeError:
        raise ValueError("not JSON") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a source twice")
    return found
