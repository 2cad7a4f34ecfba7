"""The key of all masks. Whoever has it can tell whether a guessed value is behind a mask."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from hashlib import blake2b

from goldenpath_gates.errors import IncompleteError

VARIABLE = "GOLDENPATH_MASKING_KEY"
LEAST = 32
REMEDY = f"give {VARIABLE} at least {LEAST} random bytes as hex or base64: openssl rand -hex 32"


class Key:
    """Never shown: it has neither a text nor a way back to its bytes."""

    __slots__ = ("_bytes",)

    def __init__(self, secret: bytes) -> None:
        self._bytes = blake2b(secret).digest()  # BLAKE2b takes keys of at most 64 bytes

    def digest(self, purpose: str, size: int) -> blake2b:
        """Begun for one purpose: what differs in it has nothing in common."""
        return blake2b(key=self._bytes, person=purpose.encode(), digest_size=size)


def of(env: Mapping[str, str]) -> Key:
    """Raises IncompleteError without a key that nobody can guess."""
    text = env.get(VARIABLE, "").strip()
    if not text:
        raise IncompleteError(f"there is no masking key: {REMEDY}")
    secret = _bytes(text)
    if len(secret) < LEAST or len(set(secret)) < LEAST // 4:
        raise IncompleteError(f"the masking key is too short or too regular: {REMEDY}")
    return Key(secret)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        pass
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise IncompleteError(f"the masking key is neither hex nor base64: {REMEDY}") from None
