"""What attackers send, and what each gets: a status, a problem, and a reason in the audit log."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .issuer import ABSENT, AUDIENCE, TENANT, Issuer, base64url, segment
from .server import Sent

SECOND_FACTOR: dict[str, Any] = {"amr": ["pwd", "otp"]}
UNREAD = ""
"""The server itself refuses the request (400): neither the guard nor an application sees it."""


@dataclass(frozen=True)
class World:
    issuer: Issuer
    api_keys: Mapping[str, str] = field(default_factory=dict)
    """By what has become of them."""


@dataclass(frozen=True)
class Attack:
    """Without a reason nobody is asked who they are: there is nothing at such a path."""

    id: str
    send: Callable[[World], Sent]
    slug: str
    reason: str = ""


def header(value: str, **more: Any) -> Sent:
    return Sent(headers=(("authorization", value),), **more)


def bearer(credential: str, *more: tuple[str, str]) -> Sent:
    return Sent(headers=(("authorization", f"Bearer {credential}"), *more))


def api_key(text: str, *more: tuple[str, str]) -> Sent:
    return Sent(headers=(("x-api-key", text), *more))


def minted(reason: str, cases: Mapping[str, Mapping[str, Any]]) -> Iterator[Attack]:
    """A token that the issuer has signed, with these claims; `header` changes its header."""
    for id, changes in cases.items():
        yield Attack(id, asking(**changes), "invalid-token", reason)


def forged(reason: str, cases: Mapping[str, Callable[[Issuer], str]]) -> Iterator[Attack]:
    """A token as nobody but an attacker makes it."""
    for id, make in cases.items():
        yield Attack(id, bringing(make), "invalid-token", reason)


def asking(**claims: Any) -> Callable[[World], Sent]:
    return lambda world: bearer(world.issuer.mint(**claims))


def bringing(make: Callable[[Issuer], str]) -> Callable[[World], Sent]:
    return lambda world: bearer(make(world.issuer))


def sent(slug: str, reason: str, cases: Mapping[str, Callable[[World], Sent]]) -> Iterator[Attack]:
    for id, send in cases.items():
        yield Attack(id, send, slug, reason)


def now(seconds: float = 0) -> int:
    return int(time.time() + seconds)


# ---- algorithms and keys


def unsigned(issuer: Issuer, algorithm: Any, signature: str = "") -> str:
    return f"{segment(issuer.header(alg=algorithm))}.{segment(issuer.claims())}.{signature}"


def by_secret(issuer: Issuer, secret: bytes, **changes: Any) -> str:
    """HS256: who mixes up the kinds of keys takes the public key for the secret."""
    text = f"{segment(issuer.header(alg='HS256', **changes))}.{segment(issuer.claims())}"
    return f"{text}.{base64url(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def public(issuer: Issuer, kid: str = "ec") -> str:
    return json.dumps(issuer.keys[kid].as_dict(private=False, kid=kid))


def own_key(issuer: Issuer) -> dict[str, Any]:
    return issuer.stranger.as_dict(private=False)


def signed_by_stranger(issuer: Issuer, **changes: Any) -> str:
    return issuer.forge(issuer.header(**changes), issuer.claims(), issuer.stranger, "ES256")


def parts(issuer: Issuer) -> list[str]:
    return issuer.mint().split(".")


def with_signature(issuer: Issuer, signature: bytes) -> str:
    return ".".join([*parts(issuer)[:2], base64url(signature)])


ALGORITHMS = [
    *forged(
        "token-algorithm",
        {
            "alg-none": lambda i: unsigned(i, "none"),
            "alg-None": lambda i: unsigned(i, "None"),
            "alg-nOnE": lambda i: unsigned(i, "nOnE"),
            "alg-none-and-a-signature": lambda i: unsigned(i, "none", parts(i)[2]),
            "alg-missing": lambda i: unsigned(i, ABSENT, parts(i)[2]),
            "alg-empty": lambda i: unsigned(i, "", parts(i)[2]),
            "alg-null": lambda i: unsigned(i, None, parts(i)[2]),
            "alg-list": lambda i: unsigned(i, ["ES256"], parts(i)[2]),
            "alg-number": lambda i: unsigned(i, 256, parts(i)[2]),
            "alg-blank-behind": lambda i: unsigned(i, "ES256 ", parts(i)[2]),
            "alg-lower-case": lambda i: unsigned(i, "es256", parts(i)[2]),
            "alg-other-curve": lambda i: unsigned(i, "ES256K", parts(i)[2]),
            "hs256-pem": lambda i: by_secret(i, i.keys["ec"].as_pem(private=False)),
            "hs256-pem-without-newline": lambda i: by_secret(
                i, i.keys["ec"].as_pem(private=False).strip()
            ),
            "hs256-der": lambda i: by_secret(i, i.keys["ec"].as_der(private=False)),
            "hs256-jwk": lambda i: by_secret(i, public(i).encode()),
            "hs256-rsa-pem": lambda i: by_secret(i, i.keys["rsa"].as_pem(private=False), kid="rsa"),
            "hs256-empty-key": lambda i: by_secret(i, b""),
            "hs256-kid-of-nobody": lambda i: by_secret(i, b"", kid="/dev/null"),
            "rs256-with-an-ec-key": lambda i: unsigned(i, "RS256", parts(i)[2]),
            "es256-with-an-rsa-key": lambda i: i.forge(
                i.header(kid="rsa"), i.claims(), i.keys["ec"]
            ),
            "eddsa-with-an-ec-key": lambda i: i.forge(
                i.header(alg="EdDSA"), i.claims(), i.keys["okp"]
            ),
        },
    ),
    *forged(
        "token-signature",
        {
            "es384-with-a-p256-key": lambda i: unsigned(i, "ES384", parts(i)[2]),
            "eddsa-with-a-sealing-key": lambda i: i.forge(
                i.header(alg="EdDSA", kid="x25519"), i.claims(), i.keys["okp"], "EdDSA"
            ),
            "other-key-with-known-kid": signed_by_stranger,
            "signature-missing": lambda i: ".".join([*parts(i)[:2], ""]),
            "signature-of-zeros": lambda i: with_signature(i, bytes(64)),
            "signature-short": lambda i: i.mint()[:-4],
            "signature-long": lambda i: i.mint() + "AAAA",
            "signature-of-another-token": lambda i: ".".join(
                [*parts(i)[:2], i.mint(sub="another").split(".")[2]]
            ),
            "claims-swapped": lambda i: ".".join(
                [parts(i)[0], segment(i.claims(tenant="umbrella")), parts(i)[2]]
            ),
        },
    ),
    *forged(
        "key-unknown",
        {
            "kid-of-a-sealing-key": lambda i: i.forge(i.header(kid="sealing"), i.claims()),
            "kid-missing": lambda i: i.mint({"kid": ABSENT}),
            "kid-empty": lambda i: signed_by_stranger(i, kid=""),
            "kid-null": lambda i: signed_by_stranger(i, kid=None),
            "kid-path": lambda i: signed_by_stranger(i, kid="../../../../dev/null"),
            "kid-sql": lambda i: signed_by_stranger(i, kid="x' UNION SELECT 'secret' --"),
            "kid-command": lambda i: signed_by_stranger(i, kid="| /bin/sleep 30"),
            "kid-url": lambda i: signed_by_stranger(i, kid=f"{i.url}/kid-url"),
            "kid-nul": lambda i: signed_by_stranger(i, kid="ec\0"),
            "kid-other-case": lambda i: signed_by_stranger(i, kid="EC"),
            "kid-very-long": lambda i: signed_by_stranger(i, kid="x" * 5000),
        },
    ),
    *forged(
        "token-header",
        {
            "kid-list": lambda i: signed_by_stranger(i, kid=["ec"]),
            "kid-number": lambda i: signed_by_stranger(i, kid=0),
            "kid-object": lambda i: signed_by_stranger(i, kid={"ec": "ec"}),
            "crit-unknown": lambda i: i.mint({"crit": ["answers"], "answers": 1}),
            "crit-b64": lambda i: i.mint({"crit": ["b64"], "b64": False}),
            "crit-empty": lambda i: i.mint({"crit": []}),
            "b64-without-crit": lambda i: i.mint({"b64": False}),
            "header-jwk": lambda i: signed_by_stranger(i, jwk=own_key(i)),
            "header-jwk-without-kid": lambda i: signed_by_stranger(i, kid=ABSENT, jwk=own_key(i)),
            "header-jku": lambda i: signed_by_stranger(i, jku=f"{i.url}/header-jku"),
            "header-x5u": lambda i: signed_by_stranger(i, x5u=f"{i.url}/header-x5u"),
            "header-x5c": lambda i: signed_by_stranger(i, x5c=[base64url(b"certificate")]),
            "header-zip": lambda i: i.mint({"zip": "DEF"}),
        },
    ),
]

# ---- claims

FAR = 10**400
CLAIMS = [
    *minted(
        "token-expired",
        {
            "expired": {"exp": now(-3600)},
            "exp-negative": {"exp": -1},
            "exp-zero": {"exp": 0},
            "exp-minus-much": {"exp": -1e308},
        },
    ),
    Attack(  # made when it is sent, as the skew is 30 seconds
        "expired-just-beyond-the-skew",
        lambda w: bearer(w.issuer.mint(exp=now(-31))),
        "invalid-token",
        "token-expired",
    ),
    *minted(
        "token-early",
        {"not-yet-valid": {"nbf": now(3600)}, "issued-in-the-future": {"iat": now(3600)}},
    ),
    Attack(
        "not-yet-valid-just-beyond-the-skew",
        lambda w: bearer(w.issuer.mint(nbf=now(40))),
        "invalid-token",
        "token-early",
    ),
    *minted(
        "token-claims",
        {
            "exp-missing": {"exp": ABSENT},
            "exp-null": {"exp": None},
            "exp-text": {"exp": str(now(300))},
            "exp-true": {"exp": True},
            "exp-list": {"exp": [now(300)]},
            "exp-huge": {"exp": FAR},
            "nbf-text": {"nbf": "0"},
            "iat-text": {"iat": "0"},
            "nbf-huge": {"nbf": -FAR},
            "sub-missing": {"sub": ABSENT},
            "sub-empty": {"sub": ""},
            "sub-number": {"sub": 1},
            "sub-long": {"sub": "x" * 300},
            "sub-half-a-character": {"sub": "\ud800"},
            "scope-number": {"scope": 7},
            "scope-object": {"scope": {"answers:write": True}},
            "scope-null": {"scope": None},
            "scp-of-numbers": {"scope": ABSENT, "scp": [1]},
            "amr-text": {"amr": "otp"},
            "auth-time-text": {"auth_time": "now"},
            "tier-list": {"tier": ["premium"]},
        },
    ),
    *minted(
        "token-audience",
        {
            "audience-wrong": {"aud": "another-service"},
            "audience-missing": {"aud": ABSENT},
            "audience-null": {"aud": None},
            "audience-prefix": {"aud": AUDIENCE[:-1]},
            "audience-longer": {"aud": f"{AUDIENCE}2"},
            "audience-upper-case": {"aud": AUDIENCE.upper()},
            "audience-list-without-us": {"aud": ["another", "third"]},
            "audience-list-empty": {"aud": []},
            "audience-list-in-a-list": {"aud": [[AUDIENCE]]},
            "audience-object": {"aud": {AUDIENCE: 1}},
        },
    ),
    *forged(
        "token-issuer",
        {
            "issuer-wrong": lambda i: i.mint(iss="https://issuer.example"),
            "issuer-missing": lambda i: i.mint(iss=ABSENT),
            "issuer-null": lambda i: i.mint(iss=None),
            "issuer-list": lambda i: i.mint(iss=[i.url]),
            "issuer-slash-more": lambda i: i.mint(iss=f"{i.url}/"),
            "issuer-longer": lambda i: i.mint(iss=f"{i.url}.example"),
            "issuer-upper-case": lambda i: i.mint(iss=i.url.upper()),
        },
    ),
    *minted(
        "token-type",
        {
            "id-token": {"header": {"typ": "JWT"}},
            "typ-missing": {"header": {"typ": ABSENT}},
            "typ-list": {"header": {"typ": ["at+jwt"]}},
            "typ-logout": {"header": {"typ": "logout+jwt"}},
            "typ-longer": {"header": {"typ": "at+jwt2"}},
        },
    ),
    *minted(
        "token-tenant",
        {
            "tenant-missing": {"tenant": ABSENT},
            "tenant-null": {"tenant": None},
            "tenant-empty": {"tenant": ""},
            "tenant-list": {"tenant": [TENANT]},
            "tenant-path": {"tenant": "../umbrella"},
            "tenant-star": {"tenant": "*"},
            "tenant-newline": {"tenant": f"{TENANT}\n"},
            "tenant-nul": {"tenant": f"{TENANT}\0"},
            "tenant-long": {"tenant": "x" * 65},
            "tenant-other-alphabet": {"tenant": "\u0430cme"},
        },
    ),
]

# ---- forms


def and_also(text: str, claims: Mapping[str, Any]) -> bytes:
    """What no dictionary of Python can say."""
    return f"{json.dumps(claims)[:-1]}, {text}}}".encode()


def general_json(issuer: Issuer) -> str:
    head, claims, signature = parts(issuer)
    signatures = [{"protected": head, "signature": signature}] * 2
    return json.dumps({"payload": claims, "signatures": signatures})


def flattened_json(issuer: Issuer) -> str:
    head, claims, signature = parts(issuer)
    return json.dumps({"payload": claims, "protected": head, "signature": signature})


def standard_base64(issuer: Issuer) -> str:
    """With the alphabet and the padding that a JWT must not have."""
    head, claims = issuer.header(), issuer.claims(sub="???>>>")
    written = (base64.b64encode(json.dumps(part).encode()).decode() for part in (head, claims))
    return ".".join([*written, parts(issuer)[2]])


FORMS = [
    *forged(
        "token-long",
        {
            "one-megabyte": lambda i: i.mint(more="x" * 1_000_000),
            "one-megabyte-of-nothing": lambda i: "x" * 1_000_000,
            "ten-thousand-dots": lambda i: "." * 10_000,
        },
    ),
    *forged(
        "token-form",
        {
            "empty": lambda i: "",
            "a-word": lambda i: "token",
            "dots": lambda i: "..",
            "many-dots": lambda i: "." * 5_000,
            "cut-at-the-first-dot": lambda i: parts(i)[0],
            "cut-behind-the-first-dot": lambda i: f"{parts(i)[0]}.",
            "cut-at-the-second-dot": lambda i: ".".join(parts(i)[:2]),
            "without-a-header": lambda i: ".".join(["", *parts(i)[1:]]),
            "four-parts": lambda i: f"{i.mint()}.",
            "jwe": lambda i: f"{segment({'alg': 'dir', 'enc': 'A256GCM'})}..AAAA.{i.mint()[:9]}.AA",
            "jwe-around-a-token": lambda i: ".".join(
                [segment({"alg": "dir", "enc": "A256GCM", "cty": "JWT"}), "", "", i.mint()]
            ),
            "json-general-two-signatures": general_json,
            "json-flattened": flattened_json,
            "header-name-twice": lambda i: i.forge(
                b'{"alg":"none","alg":"ES256","kid":"ec","typ":"at+jwt"}', i.claims()
            ),
            "header-list": lambda i: i.forge([i.header()], i.claims()),
            "header-text": lambda i: i.forge("ES256", i.claims()),
            "header-null": lambda i: i.forge(None, i.claims()),
            "header-empty": lambda i: i.forge(b"", i.claims()),
            "header-not-utf-8": lambda i: i.forge(b'{"alg":"\xff"}', i.claims()),
            "header-utf-16": lambda i: i.forge(
                json.dumps(i.header()).encode("utf-16-le"), i.claims()
            ),
            "header-cut": lambda i: i.forge(b'{"alg":"ES256"', i.claims()),
            "header-deep": lambda i: i.forge(b"[" * 3000, i.claims()),
            "blank-in-front": lambda i: f" {i.mint()}",
            "other-letter-in-front": lambda i: f"!{i.mint()}",
            "header-of-other-letters": lambda i: "é.é.é",
        },
    ),
    *forged(
        "token-signature",
        {
            "without-claims": lambda i: ".".join([parts(i)[0], "", parts(i)[2]]),
            "base64-of-another-alphabet": standard_base64,
            "padding": lambda i: f"{i.mint()}==",
        },
    ),
    *forged(
        "token-claims",
        {
            "claim-twice": lambda i: i.forge(
                i.header(), and_also('"tenant": "umbrella"', i.claims())
            ),
            "claim-twice-inside": lambda i: i.forge(
                i.header(), and_also('"more": {"a": 1, "a": 2}', i.claims())
            ),
            "exp-nan": lambda i: i.forge(i.header(), {**i.claims(), "exp": float("nan")}),
            "exp-infinity": lambda i: i.forge(i.header(), {**i.claims(), "exp": float("inf")}),
            "iat-beyond-floats": lambda i: i.forge(
                i.header(), and_also('"iat": -1e999', i.claims(iat=ABSENT))
            ),
            "claims-list": lambda i: i.forge(i.header(), [i.claims()]),
            "claims-text": lambda i: i.forge(i.header(), "claims"),
            "claims-number": lambda i: i.forge(i.header(), 1),
            "claims-null": lambda i: i.forge(i.header(), None),
            "claims-empty": lambda i: i.forge(i.header(), b""),
            "claims-not-utf-8": lambda i: i.forge(i.header(), b'{"sub": "\xff"}'),
            "claims-utf-16": lambda i: i.forge(
                i.header(), json.dumps(i.claims()).encode("utf-16-le")
            ),
            "claims-deep": lambda i: i.forge(i.header(), b"[" * 5000),
        },
    ),
]

# ---- what is allowed


def of_tenant(*tenants: str) -> Callable[[World], Sent]:
    named = [("x-tenant", tenant) for tenant in tenants]
    return lambda world: bearer(world.issuer.mint(), *named)


SCOPES = [
    *sent(
        "insufficient-scope",
        "scope",
        {
            "scope-missing": asking(scope=ABSENT),
            "scope-empty": asking(scope=""),
            "scope-another": asking(scope="keys:read"),
            "scope-prefix-of-ours": asking(scope="answers"),
            "scope-that-ours-is-a-prefix-of": asking(scope="answers:writer"),
            "scope-star": asking(scope="* answers:* *:write"),
            "scope-upper-case": asking(scope="ANSWERS:WRITE"),
            "scope-with-commas": asking(scope="keys:read,answers:write"),
            "scope-with-tabs": asking(scope="keys:read\tanswers:write"),
            "scp-with-a-blank-inside": asking(scope=ABSENT, scp=["keys:read answers:write"]),
            "scope-of-a-key-that-may-less": lambda w: api_key(w.api_keys["reading"]),
        },
    ),
    *sent(
        "tenant-mismatch",
        "other-tenant",
        {
            "tenant-of-another": of_tenant("umbrella"),
            "tenant-in-another-case": of_tenant(TENANT.upper()),
            "tenant-nobody": of_tenant(""),
            "tenant-twice": of_tenant(TENANT, "umbrella"),
            "tenant-of-another-by-key": lambda w: api_key(
                w.api_keys["good"], ("x-tenant", "umbrella")
            ),
        },
    ),
]

# ---- where a credential stands


def asked(**sent: Any) -> Callable[[World], Sent]:
    """`TOKEN` and `KEY` stand for good ones."""

    def made(world: World, text: str) -> str:
        return text.replace("TOKEN", world.issuer.mint()).replace("KEY", world.api_keys["good"])

    def send(world: World) -> Sent:
        headers = tuple((name, made(world, value)) for name, value in sent.get("headers", ()))
        target = made(world, sent.get("target", "/v1/answers"))
        body = made(world, sent.get("body", '{"question": "Why?"}')).encode()
        return Sent(sent.get("method", "POST"), target, headers, body)

    return send


def with_headers(*headers: tuple[str, str], **sent: Any) -> Callable[[World], Sent]:
    return asked(headers=headers, **sent)


PLACES = [
    *sent(
        "unauthenticated",
        "no-credential",
        {
            "nothing": asked(),
            "token-in-the-query": asked(target="/v1/answers?access_token=TOKEN"),
            "token-in-the-body": asked(body='{"question": "Why?", "access_token": "TOKEN"}'),
            "token-in-a-cookie": with_headers(("cookie", "access_token=TOKEN")),
            "token-in-a-session-cookie-of-another-name": with_headers(("cookie", "session=TOKEN")),
            "token-for-a-proxy": with_headers(("proxy-authorization", "Bearer TOKEN")),
            "token-in-another-header": with_headers(("x-authorization", "Bearer TOKEN")),
            "key-in-another-header": with_headers(("api-key", "KEY")),
            "key-in-a-cookie": with_headers(("cookie", "x-api-key=KEY")),
            "key-in-the-query": asked(target="/v1/answers?api_key=KEY"),
            "gateway-headers": with_headers(
                ("x-tenant", TENANT), ("x-user", "admin"), ("x-forwarded-user", "admin")
            ),
            "method-override": with_headers(("x-http-method-override", "GET")),
            "url-override": with_headers(("x-original-url", "/healthz"), ("x-rewrite-url", "/")),
            "forwarded-prefix": with_headers(("x-forwarded-prefix", "/healthz")),
            "from-loopback": with_headers(("x-forwarded-for", "127.0.0.1"), ("x-real-ip", "::1")),
            "path-of-percents": asked(target="/%76%31/%61nswers"),
            "path-and-a-line-end": asked(target="/v1/answers%0a"),
            "path-absolute": asked(target="http://service.test/v1/answers"),
            "path-with-a-probe-as-query": asked(target="/v1/answers?/healthz"),
        },
    ),
    *sent(
        "unauthenticated",
        "two-credentials",
        {
            "two-tokens": with_headers(
                ("authorization", "Bearer TOKEN"), ("authorization", "Bearer TOKEN")
            ),
            "a-token-and-a-key": with_headers(
                ("authorization", "Bearer TOKEN"), ("x-api-key", "KEY")
            ),
            "two-keys": with_headers(("x-api-key", "KEY"), ("x-api-key", "KEY")),
            "a-good-one-and-a-bad-one": with_headers(
                ("authorization", "Bearer TOKEN"), ("authorization", "Bearer no")
            ),
        },
    ),
    *sent(
        "invalid-token",
        "scheme",
        {
            "basic": with_headers(("authorization", "Basic TOKEN")),
            "dpop": with_headers(("authorization", "DPoP TOKEN")),
            "no-scheme": with_headers(("authorization", "TOKEN")),
            "scheme-twice-as-long": with_headers(("authorization", "BearerBearer TOKEN")),
            "tab-for-a-blank": with_headers(("authorization", "Bearer\tTOKEN")),
            "credential-empty": with_headers(("authorization", "")),
            "key-as-a-password": with_headers(("authorization", "Basic KEY")),
        },
    ),
    *sent(
        "invalid-token",
        "token-form",
        {
            "scheme-alone": with_headers(("authorization", "Bearer")),
            "two-tokens-in-one-header": with_headers(
                ("authorization", "Bearer TOKEN, Bearer TOKEN")
            ),
        },
    ),
    *sent(
        UNREAD,
        "",
        {
            "nul-inside": with_headers(("authorization", "Bearer TOKEN\0")),
            "line-inside": with_headers(("authorization", "Bearer\nTOKEN")),
            "length-and-chunks": with_headers(
                ("authorization", "Bearer TOKEN"), ("transfer-encoding", "chunked")
            ),
        },
    ),
]

# ---- API keys


def misspelt(key: str) -> str:
    at = len(key) // 2
    return key[:at] + ("b" if key[at] == "a" else "a") + key[at + 1 :]


KEYS = [
    *sent(
        "invalid-token",
        "key-form",
        {
            "key-empty": lambda w: api_key(""),
            "key-misspelt": lambda w: api_key(misspelt(w.api_keys["good"])),
            "key-cut": lambda w: api_key(w.api_keys["good"][:-1]),
            "key-prefix-alone": lambda w: api_key("gpk_"),
            "key-longer": lambda w: api_key(w.api_keys["good"] + "a"),
            "key-upper-case": lambda w: api_key(w.api_keys["good"].upper()),
            "key-and-more": lambda w: api_key(w.api_keys["good"] + ", a"),
            "key-with-a-scheme": lambda w: api_key(f"Bearer {w.api_keys['good']}"),
            "key-before-a-token": lambda w: api_key(f"gpk_{w.issuer.mint()}"),
            "key-that-is-a-token": lambda w: api_key(w.issuer.mint()),
            "key-one-megabyte": lambda w: api_key("gpk_" + "a" * 1_000_000),
            "key-of-other-letters": lambda w: api_key("gpk_" + "é" * 65),
        },
    ),
    *sent(
        "invalid-token",
        "token-form",
        {
            "key-as-a-token": lambda w: bearer(w.api_keys["good"]),
            "key-as-a-header-of-a-token": lambda w: bearer(f"{w.api_keys['good']}.e30.AA"),
        },
    ),
    *sent(
        "invalid-token",
        "key-unknown",
        {
            "key-of-nobody": lambda w: api_key(w.api_keys["of nobody"]),
            "key-revoked": lambda w: api_key(w.api_keys["revoked"]),
            "key-expired": lambda w: api_key(w.api_keys["expired"]),
            "key-id-with-another-secret": lambda w: api_key(w.api_keys["mixed"]),
        },
    ),
]

# ---- what belongs to others


def of_umbrella(method: str, path: str) -> Callable[[World], Sent]:
    """Asked by another tenant, who may do there whatever can be done."""

    def send(world: World) -> Sent:
        token = world.issuer.mint(tenant="umbrella", **SECOND_FACTOR, auth_time=now())
        id = world.api_keys["good"][4:20]
        return header(f"Bearer {token}", method=method, target=path.format(id=id), body=b"")

    return send


def key_wish(scope: str) -> Callable[[World], Sent]:
    """From somebody who may make keys, and little else."""

    def send(world: World) -> Sent:
        token = world.issuer.mint(scope="keys:write", **SECOND_FACTOR, auth_time=now())
        body = json.dumps({"name": "more", "scopes": [scope]}).encode()
        return header(f"Bearer {token}", target="/v1/keys", body=body)

    return send


OTHERS = [
    *sent(
        "not-found",
        "no-such-key",
        {
            "revoke-a-key-of-another-tenant": of_umbrella("DELETE", "/v1/keys/{id}"),
            "rotate-a-key-of-another-tenant": of_umbrella("POST", "/v1/keys/{id}/rotate"),
            "revoke-a-key-of-nobody": of_umbrella("DELETE", "/v1/keys/0000000000000000"),
            "revoke-a-key-by-a-path": of_umbrella("DELETE", "/v1/keys/..%5c{id}"),
        },
    ),
    *sent(
        "insufficient-scope",
        "scopes-beyond-own",
        {
            "make-a-key-that-may-more": key_wish("answers:write"),
            "make-a-key-for-administration": key_wish("budget:write"),
        },
    ),
]

# ---- paths and methods: whoever has no credential gets to nothing


def of_path(slug: str, cases: Mapping[str, tuple[str, str]]) -> Iterator[Attack]:
    for id, (method, target) in cases.items():
        yield Attack(id, asked(method=method, target=target), slug)


PATHS = [
    *of_path(
        "not-found",
        {
            "path-two-slashes": ("POST", "//v1/answers"),
            "path-slash-behind": ("POST", "/v1/answers/"),
            "path-slash-behind-in-percent": ("POST", "/v1/answers%2f"),
            "path-dot": ("POST", "/v1/./answers"),
            "path-dot-in-percent": ("POST", "/v1/%2e/answers"),
            "path-up": ("POST", "/healthz/../v1/answers"),
            "path-up-in-percent": ("POST", "/healthz/%2e%2e/v1/answers"),
            "path-percent-twice": ("POST", "/v1/%2561nswers"),
            "path-case": ("POST", "/V1/Answers"),
            "path-parameter": ("POST", "/v1/answers;a=b"),
            "path-nul": ("POST", "/v1/answers%00"),
            "path-backslash": ("POST", "/v1%5canswers"),
            "path-document": ("GET", "/openapi.json/"),
            "path-docs": ("GET", "/docs"),
        },
    ),
    *of_path(
        "method-not-allowed",
        {
            "method-get": ("GET", "/v1/answers"),
            "method-head": ("HEAD", "/v1/answers"),
            "method-options": ("OPTIONS", "/v1/answers"),
            "method-trace": ("TRACE", "/v1/answers"),
            "method-put": ("PUT", "/v1/answers"),
            "method-head-of-keys": ("HEAD", "/v1/keys"),
            "method-options-of-keys": ("OPTIONS", "/v1/keys"),
        },
    ),
]

ATTACKS = [*ALGORITHMS, *CLAIMS, *FORMS, *SCOPES, *PLACES, *KEYS, *OTHERS, *PATHS]

# ---- the good twins: who refuses everything has not understood these


def by(kid: str, algorithm: str) -> Callable[[World], Sent]:
    return asking(header={"alg": algorithm, "kid": kid})


ALLOWED: Mapping[str, Callable[[World], Sent]] = {
    "es256": by("ec", "ES256"),
    "rs256": by("rsa", "RS256"),
    "ps256": by("rsa", "PS256"),
    "eddsa": by("okp", "EdDSA"),
    "ed25519": by("okp", "Ed25519"),
    "long-typ": asking(header={"typ": "application/at+jwt"}),
    "scheme-lower-case": lambda w: header(f"bearer {w.issuer.mint()}"),
    "scheme-upper-case": lambda w: header(f"BEARER {w.issuer.mint()}"),
    "expired-within-the-skew": lambda w: bearer(w.issuer.mint(exp=now(-10))),
    "early-within-the-skew": lambda w: bearer(w.issuer.mint(nbf=now(28), iat=now(28))),
    "exp-with-a-fraction": lambda w: bearer(w.issuer.mint(exp=time.time() + 60)),
    "audience-list": asking(aud=["another", AUDIENCE]),
    "scp-list": asking(scope=ABSENT, scp=["answers:write"]),
    "header-of-unknown-names": asking(header={"x5t": "AAAA", "answers": 1}),
    "own-tenant": of_tenant(TENANT),
    "key": lambda w: api_key(w.api_keys["good"]),
    "key-within-the-overlap": lambda w: api_key(w.api_keys["overlapping"]),
}
