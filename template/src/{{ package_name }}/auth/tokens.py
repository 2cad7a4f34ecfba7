"""Access tokens: JWTs that the provider has signed, for this service (RFC 9068, RFC 8725)."""

import hashlib
import math
import time
import warnings
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning

from ..callers import NAME
from .jwks import Key, Keys
from .principal import Principal
from .refusals import invalid
from .strict_json import json_object

LONGEST = 8192
LONGEST_NAME = 256
SKEW_SECONDS = 30
# By kind of key: what signs with a secret is not among them, so no public key can be one.
ALGORITHMS = {
    "EC": ("ES256", "ES384"),
    "RSA": ("RS256", "PS256"),
    "OKP": ("EdDSA", "Ed25519"),
}
ALLOWED = [name for names in ALGORITHMS.values() for name in names]
REGISTRY = jws.JWSRegistry(algorithms=ALLOWED, strict_check_header=False)
# Ed25519 has two names, and providers still write the older one.
warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)
# Keys belong to the provider; what a token brings along proves nothing. We know no extension.
FOREIGN = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"})


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tokens count, for whom they must be made, and where they say which tenant asks."""

    issuer: str
    audience: str
    tenant_claim: str = "tenant"
    types: frozenset[str] = frozenset({"at+jwt"})


class Tokens:
    def __init__(self, trust: Trust, keys: Keys, now: Callable[[], float] = time.time) -> None:
        self._trust = trust
        self._keys = keys
        self._now = now

    async def authenticate(self, presented: str) -> Principal:
        """Raise Refused for anything but a token of the provider, for us, and now."""
        header = header_of(presented)
        _require_header(header, self._trust.types)
        key = await self._keys.key(header.get("kid"))
        claims = _verified(presented, header["alg"], key)
        self._require_time(claims)
        self._require_parties(claims)
        return self._principal(claims, presented)

    def _require_time(self, claims: Mapping[str, Any]) -> None:
        now = self._now()
        times = {name: _time(claims, name) for name in ("exp", "nbf", "iat")}
        if times["exp"] is None:
            raise invalid("token-claims")
        if now >= times["exp"] + SKEW_SECONDS:
            raise invalid("token-expired")
        if any(at is not None and now < at - SKEW_SECONDS for at in (times["nbf"], times["iat"])):
            raise invalid("token-early")

    def _require_parties(self, claims: Mapping[str, Any]) -> None:
        if claims.get("iss") != self._trust.issuer:
            raise invalid("token-issuer")
        audience = claims.get("aud")
        if self._trust.audience not in (audience if isinstance(audience, list) else [audience]):
            raise invalid("token-audience")

    def _principal(self, claims: Mapping[str, Any], presented: str) -> Principal:
        tenant = claims.get(self._trust.tenant_claim)
        if not isinstance(tenant, str) or not NAME.fullmatch(tenant):
            raise invalid("token-tenant")
        return Principal(
            "token",
            _text(claims, "sub") or _refuse(),
            tenant,
            _scopes(claims),
            _text(claims, "jti") or hashlib.sha256(presented.encode()).hexdigest()[:16],
            _text(claims, "tier"),
            _text(claims, "cohort"),
            _text(claims, "acr"),
            frozenset(_texts(claims.get("amr", []))),
            _time(claims, "auth_time"),
        )


def header_of(presented: str) -> dict[str, Any]:
    """Raise Refused for what has no form of a token; nothing of it is proved yet."""
    if len(presented) > LONGEST:
        raise invalid("token-long")
    head, *others = presented.split(".", 3)
    if len(others) != 2:
        raise invalid("token-form")
    try:
        return json_object(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        raise invalid("token-form") from None


def _require_header(header: Mapping[str, Any], types: frozenset[str]) -> None:
    kid, typ = header.get("kid"), header.get("typ")
    if header.get("alg") not in ALLOWED:
        raise invalid("token-algorithm")
    if not FOREIGN.isdisjoint(header) or not isinstance(kid, str | None):
        raise invalid("token-header")
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") not in types:
        raise invalid("token-type")


def _verified(presented: str, algorithm: str, key: Key) -> dict[str, Any]:
    if algorithm not in ALGORITHMS[key.key_type]:
        raise invalid("token-algorithm")
    try:
        payload = jws.deserialize_compact(presented, key, registry=REGISTRY).payload
    except (JoseError, ValueError):
        raise invalid("token-signature") from None
    try:
        return json_object(payload)
    except ValueError:
        raise invalid("token-claims") from None


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    """In Unix seconds, as a number: a text that looks like one is none."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid("token-claims")
    try:
        at = float(value)
    except OverflowError:
        at = math.inf
    if not math.isfinite(at):
        raise invalid("token-claims")
    return at


def _scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    """A text with blanks (RFC 9068), or the list that some providers write."""
    given = claims.get("scope", claims.get("scp", ""))
    return frozenset(given.split(" ") if isinstance(given, str) else _texts(given)) - {""}


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise invalid("token-claims")
    return value


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise invalid("token-claims")
    return value


def _refuse() -> str:
    raise invalid("token-claims")
