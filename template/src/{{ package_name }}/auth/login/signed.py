"""What the provider signs for this service as its client: ID tokens and logout tokens."""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from ..jwks import Key, Keys
from ..refusals import invalid
from ..strict_json import json_object
from ..tokens import ALGORITHMS, ALLOWED, FOREIGN, REGISTRY, SKEW_SECONDS, header_of

LONGEST_NAME = 256


class Signed:
    """Of one provider, for one client."""

    def __init__(
        self, issuer: str, client_id: str, keys: Keys, now: Callable[[], float] = time.time
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys
        self.now = now

    async def claims(self, token: str, types: frozenset[str]) -> dict[str, Any]:
        """Raise Refused unless the provider has signed it, with this type, for us, and now."""
        header = header_of(token)
        found = _parsed(token)
        typ, kid = header.get("typ", ""), header.get("kid")
        if header.get("alg") not in ALLOWED or not FOREIGN.isdisjoint(header):
            raise invalid("token-header")
        if not isinstance(typ, str) or typ.lower().removeprefix("application/") not in types:
            raise invalid("token-type")
        if not isinstance(kid, str | None):
            raise invalid("token-header")
        claims = _verified(found, await self._keys.key(kid))
        self._require_parties(claims)
        self._require_time(claims)
        return claims

    def _require_parties(self, claims: Mapping[str, Any]) -> None:
        if claims.get("iss") != self._issuer:
            raise invalid("token-issuer")
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if self._client_id not in audiences:
            raise invalid("token-audience")
        # Made for several: then it says which of them asked for it.
        named = "azp" in claims or len(audiences) > 1
        if named and claims.get("azp") != self._client_id:
            raise invalid("token-party")

    def _require_time(self, claims: Mapping[str, Any]) -> None:
        now, end, made = self.now(), number(claims, "exp"), number(claims, "iat")
        if end is None or made is None:
            raise invalid("token-claims")
        if now >= end + SKEW_SECONDS:
            raise invalid("token-expired")
        if now < max(made, number(claims, "nbf") or made) - SKEW_SECONDS:
            raise invalid("token-early")


def _parsed(token: str) -> jws.CompactSignature:
    try:
        return jws.extract_compact(token.encode(), registry=REGISTRY)
    except (JoseError, ValueError):
        raise invalid("token-form") from None


def _verified(found: jws.CompactSignature, key: Key) -> dict[str, Any]:
    if found.headers()["alg"] not in ALGORITHMS[key.key_type]:
        raise invalid("token-header")
    try:
        if jws.validate_compact(found, key, registry=REGISTRY):
            return json_object(found.payload)
    except (JoseError, ValueError):
        pass
    raise invalid("token-signature")


def number(claims: Mapping[str, Any], name: str) -> float | None:
    """In Unix seconds; a text that looks like a number is none."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise invalid("token-claims")
    return float(value)


def text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.isprintable():
        raise invalid("token-claims")
    return value


def texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = claims.get(name, [])
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise invalid("token-claims")
    return tuple(sorted(set(values)))
