"""Who sent a webhook, and when: the signatures of the Standard Webhooks.

A delivery carries `webhook-id`, `webhook-timestamp` (Unix seconds) and `webhook-signature`: one or
more of `v1,<base64>`, each an HMAC-SHA256 of `id.timestamp.body`. https://www.standardwebhooks.com
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
KEY_BYTES = range(24, 65)
ID = re.compile(r"[!-~]{1,256}")
TIMESTAMP = re.compile(r"[0-9]{1,12}")
WINDOW_SECONDS = 300


class SignatureError(Exception):
    """Not signed by whom it should be; the text is a sentence for the sender."""


class StaleError(SignatureError):
    """Signed, but too long ago or in the future: it may be a recording."""


def key_of(secret: str) -> bytes:
    """Raise ValueError with a text that does not quote the secret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or len(key) not in KEY_BYTES:
        lengths = f"{KEY_BYTES[0]} to {KEY_BYTES[-1]} bytes"
        raise ValueError(f"a secret is {PREFIX} and the base64 of {lengths}")
    return key


def signature(key: bytes, id: str, timestamp: str, body: bytes) -> bytes:
    digest = hmac.digest(key, f"{id}.{timestamp}.".encode() + body, "sha256")
    return b"v1," + base64.b64encode(digest)


def signed_headers(key: bytes, id: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, id, str(timestamp), body).decode(),
    }


def verified_id(keys: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """Return the id of the delivery; raise SignatureError or StaleError."""
    id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not ID.fullmatch(id) or not TIMESTAMP.fullmatch(timestamp):
        raise SignatureError("Send webhook-id and webhook-timestamp (Unix seconds).")
    given = headers.get("webhook-signature", "").encode("latin-1").split()
    expected = [signature(key, id, timestamp, body) for key in keys]
    if not any(hmac.compare_digest(one, other) for one in given for other in expected):
        raise SignatureError("No signature in webhook-signature fits the delivery.")
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        raise StaleError(f"webhook-timestamp is more than {WINDOW_SECONDS} s off: sign it anew.")
    return id
