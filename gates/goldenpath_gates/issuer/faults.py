"""Tokens that no service may take, each made of one that it takes."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

from goldenpath_gates.issuer.tokens import Issuer, SigningKey

LIFE_S = 300.0
OUTSIDE_S = 600
"""How far outside its time a token is: more than any skew that clocks are granted."""
ELSEWHERE = "https://issuer.example.com"
Claims = Mapping[str, Any]
Made = Callable[[Issuer, Claims], str]


def _of(**changed: Any) -> Made:
    return lambda issuer, claims: issuer.mint({**claims, **changed}, LIFE_S)


def _headed(**header: Any) -> Made:
    return lambda issuer, claims: issuer.mint(claims, LIFE_S, header=header)


def _unsigned(issuer: Issuer, claims: Claims) -> str:
    return issuer.mint(claims, LIFE_S, header={"alg": "none", "kid": None}, sign=lambda _: b"")


def _public_as_secret(issuer: Issuer, claims: Claims) -> str:
    return issuer.mint(
        claims,
        LIFE_S,
        header={"alg": "HS256"},
        sign=lambda data: hmac.digest(issuer.key.pem, data, "sha256"),
    )


def _of_another_key(issuer: Issuer, claims: Claims) -> str:
    return issuer.mint(claims, LIFE_S, sign=SigningKey(issuer.key.kid).sign)


def _bringing_its_key(issuer: Issuer, claims: Claims) -> str:
    other = SigningKey()
    header = {"kid": other.kid, "jwk": dict(other.jwk)}
    return issuer.mint(claims, LIFE_S, header=header, sign=other.sign)


def _expired(issuer: Issuer, claims: Claims) -> str:
    now = int(time.time())
    then = {"iat": now - 2 * OUTSIDE_S, "exp": now - OUTSIDE_S}
    return issuer.mint({**claims, **then}, LIFE_S)


def _early(issuer: Issuer, claims: Claims) -> str:
    begins = int(time.time()) + OUTSIDE_S
    return issuer.mint({**claims, "nbf": begins}, LIFE_S + OUTSIDE_S)


def _text_as_time(issuer: Issuer, claims: Claims) -> str:
    return issuer.mint({**claims, "exp": str(int(time.time() + LIFE_S))}, LIFE_S)


def _cut(issuer: Issuer, claims: Claims) -> str:
    return issuer.mint(claims, LIFE_S)[:-8]


FAULTS: Mapping[str, tuple[str, Made]] = {
    "alg-none": ("without a signature (alg none)", _unsigned),
    "alg-hs256": ("signed with the public key as a secret (HS256)", _public_as_secret),
    "other-key": ("signed with another key", _of_another_key),
    "own-key": ("that brings its own key (jwk)", _bringing_its_key),
    "critical": ("with an extension that has to be understood (crit)", _headed(crit=["x"], x=1)),
    "expired": ("that has expired", _expired),
    "early": ("that is not valid yet", _early),
    "endless": ("that never expires", _of(exp=None)),
    "text-time": ("whose exp is a text", _text_as_time),
    "other-audience": ("for another audience", _of(aud="another-service")),
    "other-issuer": ("of another issuer", _of(iss=ELSEWHERE)),
    "cut": ("whose end is missing", _cut),
    "garbage": ("that is none", lambda issuer, claims: "no.access.token"),
}
"""By the name that findings have: what is wrong, and how it is made."""
