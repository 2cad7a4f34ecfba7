"""A service that asks who calls it, and its twins that ask for less."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from goldenpath_gates.config import Config, Service
from goldenpath_gates.contracts.access import STEP_UP
from goldenpath_gates.contracts.check import Context
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.model import Model
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.identity import wanted
from goldenpath_gates.identity.credentials import Credentials
from goldenpath_gates.identity.settings import Identity
from goldenpath_gates.issuer.started import started
from goldenpath_gates.issuer.tokens import Issuer

AUDIENCE, ACR = "guarded", "urn:example:mfa"
IDENTITY = Identity(AUDIENCE, tenant="acme", claims={"tier": "premium"})
OK: dict[str, Any] = {"responses": {"200": {"description": "Done."}}}
TOKEN: dict[str, list[str]] = {"token": ["answers:write"]}
SESSION: dict[str, list[str]] = {"session": []}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Guarded", "version": "1.0.0"},
    "paths": {
        "/answers": {
            "post": {
                **OK,
                "security": [TOKEN, {"key": []}],
                "requestBody": {"content": {"application/json": {"schema": {}}}},
            }
        },
        "/keys/{id}": {"delete": {**OK, "security": [{"token": ["keys:write"]}], STEP_UP: ACR}},
        "/session": {"get": {**OK, "security": [SESSION]}},
        "/healthz": {"get": {**OK, "security": []}},
        "/v1/webhooks/{source}": {"post": {**OK, "security": [{"signed": []}]}},
    },
    "components": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "key": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
            "signed": {"type": "apiKey", "in": "header", "name": "webhook-signature"},
        }
    },
}


class Guarded:
    """`defect` names the one thing that it does not look at; None: it looks at all."""

    def __init__(self, issuer: Issuer, defect: str | None = None) -> None:
        self.issuer, self.defect = issuer, defect
        self.seen: list[tuple[str, str]] = []

    def status(self, method: str, path: str, headers: Any) -> int:
        if path == "/openapi.json" or path.startswith("/v1/webhooks"):
            return 200 if path == "/openapi.json" else 404
        if path == "/healthz":
            return 401 if self.defect == "credentials-closed" else 200
        given = headers.get("authorization", "")
        cookie = headers.get("cookie")
        if not given and not cookie:
            return 200 if self.defect == "credentials-missing" else 401
        if path == "/session":
            if cookie:
                return 200 if self.defect == "credentials-cookie" else 401
            if self.defect == "credentials-kind" and self.claims(given):
                return 200
            return 403 if self.claims(given) else 401
        found = self.claims(given)
        return self.allowed(path, found) if found else 401

    def allowed(self, path: str, claims: dict[str, Any]) -> int:
        scope = "answers:write" if path == "/answers" else "keys:write"
        if scope not in claims.get("scope", "").split() and self.defect != "credentials-scope":
            return 403
        fresh = claims.get("auth_time", 0) > claims["iat"] - 300 and "otp" in claims.get("amr", ())
        if path != "/answers" and not fresh and self.defect != "credentials-step-up":
            return 401
        return 403 if self.defect == "credentials-refused" else 200

    def claims(self, given: str) -> dict[str, Any] | None:
        token = given.removeprefix("Bearer ")
        if fault := self.overlooked(token):
            return fault
        try:
            header = jwt.get_unverified_header(token)
            if header["typ"] != "at+jwt" or {"jwk", "crit"} & header.keys():
                return None
            key = jwt.PyJWK(dict(self.issuer.key.jwk))
            own = {"audience": AUDIENCE, "issuer": self.issuer.url}
            needs = {"require": ["exp", "iss", "aud"]}
            found: dict[str, Any] = jwt.decode(token, key, ["ES256"], options=needs, **own)  # type: ignore[arg-type]
        except (jwt.PyJWTError, KeyError):
            return None
        payload = jwt.decode(token, options={"verify_signature": False})
        return found if isinstance(payload["exp"], int) else None

    def overlooked(self, token: str) -> dict[str, Any] | None:
        """What a twin takes that overlooks one fault, and nothing else."""
        try:
            header, claims = (part(each) for each in token.split(".")[:2])
        except ValueError:
            taken = self.defect == "credentials-garbage"
            return {"scope": "answers:write keys:write", "iat": 0} if taken else None
        look = FAULTY.get(self.defect or "")
        return claims if look and look(header, claims, self.issuer, token) else None


def part(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def signed(issuer: Issuer, token: str) -> bool:
    """By its key, as the shape of the rest may be."""
    try:
        key = jwt.PyJWK(dict(issuer.key.jwk))
        off = {"verify_exp": False, "verify_nbf": False, "verify_aud": False, "verify_iat": False}
        jwt.decode(token, key, ["ES256"], options=off)  # type: ignore[arg-type]
    except jwt.PyJWTError:
        return False
    return True


Look = Callable[[Any, Any, Issuer, str], bool]
FAULTY: Mapping[str, Look] = {
    "credentials-alg-none": lambda header, *_: header["alg"] == "none",
    "credentials-alg-hs256": lambda header, *_: header["alg"] == "HS256",
    "credentials-own-key": lambda header, *_: "jwk" in header,
    "credentials-critical": lambda header, *_: "crit" in header,
    "credentials-other-key": lambda header, claims, issuer, token: (
        header["alg"] == "ES256"
        and not signed(issuer, token)
        and "jwk" not in header
        and len(token.rpartition(".")[2]) == 86
        and "crit" not in header
    ),
    "credentials-expired": lambda h, claims, *_: (
        isinstance(claims.get("exp"), int) and claims["exp"] - claims["iat"] == 600
    ),
    "credentials-early": lambda h, claims, *_: "nbf" in claims,
    "credentials-endless": lambda h, claims, *_: "exp" not in claims,
    "credentials-text-time": lambda h, claims, *_: isinstance(claims.get("exp"), str),
    "credentials-other-audience": lambda h, claims, *_: claims["aud"] != AUDIENCE,
    "credentials-other-issuer": lambda h, claims, issuer, _: claims["iss"] != issuer.url,
    "credentials-cut": lambda h, c, issuer, token: len(token.rpartition(".")[2]) == 78,
}


@contextmanager
def judged(
    root: Path, defect: str | None, document: dict[str, Any] = DOCUMENT
) -> Iterator[Context]:
    with started() as issuer, opened(Guarded(issuer, defect), document) as url:
        config = Config(Service("guarded", ("true",)), identity=IDENTITY, contract=Contract())
        credentials = Credentials(IDENTITY, issuer, wanted.of(Document("guarded", document)))
        yield Context(root, config, url, Model(url, url), credentials=credentials)


@contextmanager
def opened(guarded: Guarded, document: dict[str, Any]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", "0")))
            body = json.dumps(document).encode()
            guarded.seen.append((self.path, self.headers.get("authorization", "")))
            self.send_response(guarded.status(self.command, self.path, self.headers))
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
