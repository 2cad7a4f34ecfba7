"""Second factors as a person has them: an app that counts codes, and a passkey.

The passkey is our own: soft-webauthn never says that it has verified its user, which we ask for.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import struct
import time
from base64 import b32decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

STEP_SECONDS = 30
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def totp(secret: str, step: int = 0) -> str:
    """The code of now, or of a time step beside it (RFC 6238)."""
    counter = int(time.time()) // STEP_SECONDS + step
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[at : at + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


@dataclass
class Passkey:
    """One credential of one service. `origin` is the page that asks, as its browser sees it. One
    that is synced between devices does not count."""

    origin: str
    verifies: bool = True
    counts: bool = True
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )
    count: int = 0
    user: bytes = b""

    def created(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` gives a page, as `toJSON` writes it."""
        assert {"type": "public-key", "alg": -7} in options["pubKeyCredParams"]
        self.user = decoded(options["user"]["id"])
        about = bytes(16) + struct.pack(">H", len(self.id)) + self.id + self._public()
        data = self._data(options["rp"]["id"], ATTESTED) + about
        length = struct.pack(">BH", 0x59, len(data))
        # CBOR by hand: {"fmt": "none", "attStmt": {}, "authData": data}
        attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData" + length + data
        client = self._client("webauthn.create", options["challenge"])
        return self._credential(
            {"clientDataJSON": encoded(client), "attestationObject": encoded(attestation)}
        )

    def asserted(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` gives a page."""
        self.count += self.counts
        data = self._data(options["rpId"])
        client = self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            {
                "clientDataJSON": encoded(client),
                "authenticatorData": encoded(data),
                "signature": encoded(signature),
                "userHandle": encoded(self.user),
            }
        )

    def _data(self, party: str, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(party.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _public(self) -> bytes:
        """A COSE key, by hand: {kty: EC2, alg: ES256, crv: P-256, x, y}."""
        at = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (at.x, at.y))
        return b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y

    def _credential(self, response: Mapping[str, str]) -> dict[str, Any]:
        id = encoded(self.id)
        return {
            "id": id,
            "rawId": id,
            "type": "public-key",
            "response": dict(response),
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
