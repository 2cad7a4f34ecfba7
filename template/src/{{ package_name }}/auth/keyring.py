"""Our own keys: they seal what is kept secret in the store, and sign what must not be changed.

Each key of the ring is only ever used through keys derived from it, one for each purpose, so what
was made for one purpose is worth nothing for another. The newest key makes, all of them check.
"""

import logging
import os
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from hmac import compare_digest, digest
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from ..errors import StartError
from .keys_file import KeysFile, UnusableKeys, parsed_keys

NONCE_BYTES = 12

log = logging.getLogger(__name__)


class Unsealable(Exception):
    """Nothing that one of our keys has sealed for this purpose."""


class Keyring:
    def __init__(self, keys: Callable[[], Mapping[str, bytes]]) -> None:
        """`keys` returns those of the moment by id, the newest first."""
        self._keys = keys

    @classmethod
    def of(
        cls, keys: SecretStr | None, file: Path | None, now: Callable[[], float] = time.monotonic
    ) -> Self:
        """Read the settings; raise StartError if they cannot be used."""
        if keys and file:
            raise StartError("AUTH_KEYS and AUTH_KEYS_FILE are both set: unset one of them.")
        try:
            if file:
                return cls(KeysFile(file, now))
            if keys:
                given = parsed_keys(keys.get_secret_value().encode())
                return cls(lambda: given)
        except UnusableKeys as error:
            name = "AUTH_KEYS_FILE" if file else "AUTH_KEYS"
            raise StartError(f"{name} is not usable ({error}).") from None
        log.warning("AUTH_KEYS is unset: a random key is used, and lost when the service stops")
        random = {"random": secrets.token_bytes(32)}
        return cls(lambda: random)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys())

    def seal(self, plain: bytes, purpose: str) -> str:
        id, key = self._newest()
        nonce = os.urandom(NONCE_BYTES)
        sealed = _cipher(key, purpose).encrypt(nonce, plain, _bound(id, purpose))
        return f"{id}.{urlsafe_b64encode(nonce + sealed).decode().rstrip('=')}"

    def unseal(self, sealed: str, purpose: str) -> bytes:
        """Raise Unsealable for what is changed, of another purpose or of a key that is gone."""
        id, _, text = sealed.partition(".")
        key = self._keys().get(id)
        if key is None:
            raise Unsealable("no such key")
        try:
            data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            nonce, rest = data[:NONCE_BYTES], data[NONCE_BYTES:]
            return _cipher(key, purpose).decrypt(nonce, rest, _bound(id, purpose))
        except (ValueError, InvalidTag):
            raise Unsealable("changed, or of another purpose") from None

    def stale(self, sealed: str) -> bool:
        """Whether an older key than the newest has sealed this: seal it again."""
        return sealed.partition(".")[0] != self.ids[0]

    def mac(self, data: bytes, purpose: str) -> str:
        return _mac(self._newest()[1], data, purpose)

    def fits(self, mac: str, data: bytes, purpose: str) -> bool:
        given = mac.encode(errors="replace")
        # All of them, always: how long it takes says nothing about which one it was.
        ours = [_mac(key, data, purpose).encode() for key in self._keys().values()]
        return True in [compare_digest(one, given) for one in ours]

    def _newest(self) -> tuple[str, bytes]:
        return next(iter(self._keys().items()))


def _derived(key: bytes, use: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"{use}:{purpose}".encode()).derive(key)


def _cipher(key: bytes, purpose: str) -> AESGCM:
    return AESGCM(_derived(key, "seal", purpose))


def _bound(id: str, purpose: str) -> bytes:
    """What is authenticated along with the text, and not part of it."""
    return f"{id}.{purpose}".encode()


def _mac(key: bytes, data: bytes, purpose: str) -> str:
    return digest(_derived(key, "mac", purpose), data, "sha256").hex()
