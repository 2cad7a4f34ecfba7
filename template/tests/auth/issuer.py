"""An issuer of tokens on loopback, and a forger: it signs any header and any claims with any key.

Its keys live as long as a test run.
"""

import base64
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from ..provider import listening

Key = ECKey | RSAKey | OKPKey
AUDIENCE = "answers-of-the-test"
TENANT = "acme"
EVERY_SCOPE = "answers:write keys:read keys:write"
ABSENT = object()
"""In place of a claim or a header: leave it out."""


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def segment(part: Any) -> str:
    """Bytes as they are, anything else as JSON."""
    return base64url(part if isinstance(part, bytes) else json.dumps(part).encode())


def signature(algorithm: str, signed: str, key: Key) -> str:
    return base64url(JWSRegistry.algorithms[algorithm].sign(signed.encode(), key))


def changed(known: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**known, **changes}.items() if value is not ABSENT}


def made_keys() -> dict[str, Key]:
    """By id. An X25519 key signs nothing and does not say so: some providers have one."""
    return {
        "ec": ECKey.generate_key("P-256"),
        "rsa": RSAKey.generate_key(2048),
        "okp": OKPKey.generate_key("Ed25519"),
        "x25519": OKPKey.generate_key("X25519"),
        "sealing": ECKey.generate_key("P-256", {"use": "enc"}),
    }


@dataclass
class Issuer:
    keys: dict[str, Key] = field(default_factory=made_keys)
    stranger: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    """A key that the issuer never had."""
    asked: Counter[str] = field(default_factory=Counter)
    away: bool = False
    url: str = ""

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        known = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "somebody",
            "tenant": TENANT,
            "scope": EVERY_SCOPE,
            "iat": now,
            "exp": now + 3600,  # longer than any run of the tests
        }
        return changed(known, changes)

    def header(self, **changes: Any) -> dict[str, Any]:
        return changed({"alg": "ES256", "kid": "ec", "typ": "at+jwt"}, changes)

    def mint(self, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """A good token but for these changes, signed with the key that its header names."""
        return self.forge(self.header(**(header or {})), self.claims(**claims))

    def bearer(self, **claims: Any) -> dict[str, str]:
        """The header with a good token but for these changes, for as long as tests may take."""
        claims = {"exp": int(time.time()) + 3600, **claims}
        return {"authorization": f"Bearer {self.mint(**claims)}"}

    def forge(self, header: Any, payload: Any, by: Key | None = None, algorithm: str = "") -> str:
        """Sign what is given, bytes too; `by` and `algorithm` replace what the header says."""
        named = header if isinstance(header, dict) else {}
        signed = f"{segment(header)}.{segment(payload)}"
        key = by or self.keys[named.get("kid", "ec")]
        return f"{signed}.{signature(algorithm or named.get('alg', 'ES256'), signed, key)}"

    def documents(self) -> dict[str, Any]:
        rows = [key.as_dict(private=False, kid=kid) for kid, key in self.keys.items()]
        discovery = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}
        return {"/.well-known/openid-configuration": discovery, "/jwks": {"keys": rows}}


@contextmanager
def issuing() -> Iterator[Issuer]:
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked[self.path] += 1
            found = None if issuer.away else issuer.documents().get(self.path)
            body = json.dumps(found).encode()
            self.send_response(503 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return None

    with listening(Handler) as url:
        issuer.url = url
        yield issuer
