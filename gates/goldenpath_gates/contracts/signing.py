"""Signs a webhook as the Standard Webhooks do: HMAC-SHA256 of id, time and body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from goldenpath_gates.errors import UsageError

PREFIX = "whsec_"
KEY_BYTES = 32


def signed(secret: str, id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery; `timestamp` is in Unix seconds. Raises UsageError."""
    content = b".".join((id.encode(), str(timestamp).encode(), body))
    code = base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{code}",
    }


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise UsageError(f"a webhook secret is {PREFIX} followed by base64") from None
