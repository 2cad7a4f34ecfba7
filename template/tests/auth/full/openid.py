"""An OpenID provider on loopback, without pages: a test says who logs in, and what goes wrong."""

import base64
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc.jwk import ECKey

from ...provider import listening
from ..issuer import segment, signature

CLIENT = "the-service"
SECRET = "secret-of-the-test"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Grant:
    """What a code or a refresh token stands for."""

    asked: dict[str, str]
    claims: dict[str, Any]
    family: str
    used: bool = False


@dataclass
class OpenId:
    now: Callable[[], float]
    url: str = ""
    kid: str = "first"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    codes: dict[str, Grant] = field(default_factory=dict)
    refresh_tokens: dict[str, Grant] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    changes: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID tokens that it makes from here on; None leaves one out."""
    answers: dict[str, str] = field(default_factory=dict)
    """Parameters of the answers that it sends from here on."""
    says: dict[str, Any] = field(default_factory=dict)
    """Rows of its discovery document that differ."""
    lifetime: int = 300
    away: bool = False
    asked: Counter[str] = field(default_factory=Counter)

    def document(self) -> dict[str, Any]:
        known = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "authorization_endpoint": f"{self.url}/authorise",
            "token_endpoint": f"{self.url}/token",
            "end_session_endpoint": f"{self.url}/end",
            "authorization_response_iss_parameter_supported": True,
            "claims_parameter_supported": True,
        }
        return {**known, **self.says}

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False, kid=self.kid, use="sig")]}

    def rotate_key(self) -> None:
        self.kid, self.key = secrets.token_hex(4), ECKey.generate_key("P-256")

    def logged_in(self, url: str, **claims: Any) -> str:
        """Return where the browser is sent after somebody has logged in at this URL."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = Grant(asked, claims, secrets.token_hex(4))
        answer = {"code": code, "state": asked["state"], "iss": self.url, **self.answers}
        kept = {name: value for name, value in answer.items() if value}
        return f"{asked['redirect_uri']}?{urlencode(kept)}"

    def id_token(self, **claims: Any) -> str:
        now = int(self.now())
        known = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        return self.signed({"typ": "JWT"}, {**known, **claims, **self.changes})

    def logout_token(self, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        now = int(self.now())
        known = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {LOGOUT_EVENT: {}},
        }
        return self.signed({"typ": "logout+jwt", **(header or {})}, {**known, **claims})

    def signed(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        named = {"alg": "ES256", "kid": self.kid, **header}
        kept = {name: value for name, value in named.items() if value is not None}
        body = {name: value for name, value in claims.items() if value is not None}
        text = f"{segment(kept)}.{segment(body)}"
        return f"{text}.{signature('ES256', text, self.key)}"  # whatever the header says

    def token(self, form: Mapping[str, str], credentials: str) -> tuple[int, dict[str, Any]]:
        if credentials != basic(CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if form.get("grant_type") == "refresh_token":
            return self._refreshed(self.refresh_tokens.get(form["refresh_token"]))
        grant = self.codes.pop(form.get("code", ""), None)
        if grant is None or not self._fits(grant, form):
            return 400, {"error": "invalid_grant"}
        return 200, self._tokens(grant)

    def _fits(self, grant: Grant, form: Mapping[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        same_place = form.get("redirect_uri") == grant.asked["redirect_uri"]
        return same_place and challenge == grant.asked["code_challenge"]

    def _refreshed(self, grant: Grant | None) -> tuple[int, dict[str, Any]]:
        if grant is None or grant.family in self.ended:
            return 400, {"error": "invalid_grant"}
        if grant.used:  # somebody has shown it before: nobody keeps anything
            self.ended.add(grant.family)
            return 400, {"error": "invalid_grant"}
        grant.used = True
        return 200, self._tokens(grant)

    def _tokens(self, grant: Grant) -> dict[str, Any]:
        token = secrets.token_urlsafe(16)
        self.refresh_tokens[token] = Grant(grant.asked, grant.claims, grant.family)
        claims = {"nonce": grant.asked["nonce"], **grant.claims}
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": self.lifetime,
            "refresh_token": token,
            "id_token": self.id_token(**claims),
        }


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@contextmanager
def providing(now: Callable[[], float]) -> Iterator[OpenId]:
    provider = OpenId(now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {
                "/.well-known/openid-configuration": provider.document,
                "/jwks": provider.jwks,
            }[self.path]
            self.reply(200, found())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            if provider.away:
                self.reply(503, {})
            else:
                self.reply(*provider.token(form, self.headers.get("Authorization", "")))

        def reply(self, status: int, document: Mapping[str, Any]) -> None:
            provider.asked[self.path] += 1
            body = json.dumps(document).encode()
            self.send_response(503 if provider.away else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return None

    with listening(Handler) as url:
        provider.url = url
        yield provider
