"""Access tokens as RFC 9068 has them, signed with ES256 by a key that nobody keeps."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

BYTES = 32
"""Of a coordinate, and of each half of a signature."""
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True)
class SigningKey:
    """On the curve P-256. `kid` is what tokens call it."""

    kid: str = field(default_factory=lambda: uuid.uuid4().hex)
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(BYTES, "big") + s.to_bytes(BYTES, "big")

    @cached_property
    def jwk(self) -> Mapping[str, str]:
        """The public half (RFC 7517)."""
        numbers = self.private.public_key().public_numbers()
        x, y = (base64url(number.to_bytes(BYTES, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": self.kid, "alg": "ES256"}

    @cached_property
    def pem(self) -> bytes:
        """The public half, as libraries take it that confuse it with a secret."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, form)


@dataclass(frozen=True)
class Issuer:
    """`url` is what its tokens say as `iss`, and where its keys are."""

    url: str
    key: SigningKey = field(default_factory=SigningKey)

    def mint(
        self,
        claims: Mapping[str, Any],
        seconds: float,
        *,
        header: Mapping[str, Any] | None = None,
        sign: Sign | None = None,
    ) -> str:
        """`claims` and `header` replace ours, or take away what they say is None; so any fault
        can be made."""
        now = int(time.time())
        own = {"iss": self.url, "iat": now, "exp": now + round(seconds), "jti": uuid.uuid4().hex}
        head = _without({"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid, **(header or {})})
        signed = f"{_encoded(head)}.{_encoded(_without({**own, **claims}))}"
        return f"{signed}.{base64url((sign or self.key.sign)(signed.encode()))}"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _encoded(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value).encode())


def _without(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
