"""What an OpenID provider publishes, and its token endpoint, which asks nobody who they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from goldenpath_gates.issuer.tokens import Issuer

HOST = "127.0.0.1"
"""There is no other: who reaches it may be anybody."""
LIFE_S = 900
LARGEST = 64 * 1024
TEXTS = ("sub", "scope", "tenant", "tier", "cohort", "acr")
"""Claims that a request may name, beside `amr`, a list, and `audience`."""
SAYS = {
    "x-goldenpath-issuer": "no identity provider: it believes whoever asks",
    "cache-control": "no-store",
}
Standard = Callable[[], Mapping[str, Any]]
"""The claims of a token for which nothing was named."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, standard: Standard) -> None:
        super().__init__((HOST, port), Handler)
        self.issuer = Issuer(f"http://{HOST}:{self.server_port}")
        self.standard = standard


class Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 10

    def do_GET(self) -> None:
        documents = {
            "/.well-known/openid-configuration": discovery(self.server.issuer.url),
            "/jwks": {"keys": [dict(self.server.issuer.key.jwk, use="sig")]},
        }
        if self._known() and (found := documents.get(self.path)):
            self._say(200, found)
        else:
            self._say(404, {"error": "not_found"})

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not self._known() or self.path != "/token":
            self._say(404, {"error": "not_found"})
        elif not length.isdecimal() or int(length) > LARGEST:
            self._say(400, {"error": "invalid_request"})
        else:
            self._issue(form(self.rfile.read(int(length))))

    def _issue(self, asked: Mapping[str, str]) -> None:
        if asked.get("grant_type", "client_credentials") != "client_credentials":
            self._say(400, {"error": "unsupported_grant_type"})
            return
        claims = {**self.server.standard(), **named(asked)}
        token = self.server.issuer.mint(claims, LIFE_S)
        if self.headers.get("accept") == "text/plain":  # for curl within a line of shell
            self._send(200, "text/plain", token.encode())
            return
        said = {"access_token": token, "token_type": "Bearer", "expires_in": LIFE_S}
        self._say(200, {**said, "scope": claims.get("scope", "")})

    def _known(self) -> bool:
        """Whether it was asked by its own name: a page in a browser may have made up another."""
        return f"http://{self.headers.get('host')}" == self.server.issuer.url

    def _say(self, status: int, document: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(document).encode())

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        said = {"content-type": media_type, "content-length": str(len(body)), **SAYS}
        for name, value in said.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing: a line of ours is no line of the service."""


def discovery(url: str) -> dict[str, Any]:
    return {
        "issuer": url,
        "jwks_uri": f"{url}/jwks",
        "token_endpoint": f"{url}/token",
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["none"],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }


def form(body: bytes) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def named(asked: Mapping[str, str]) -> dict[str, Any]:
    """The claims that a request names."""
    claims: dict[str, Any] = {name: asked[name] for name in TEXTS if name in asked}
    if "audience" in asked:
        claims["aud"] = asked["audience"]
    if "amr" in asked:
        claims["amr"] = asked["amr"].split()
    return claims
