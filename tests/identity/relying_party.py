"""The smallest client of the provider: it proves the provider, before a service is put there."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

from tests.identity.browser import Browser, Page
from tests.identity.provider import Client, Provider, sign_in


@dataclass
class RelyingParty:
    provider: Provider
    client: Client
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def callback(self) -> str:
        return f"{self.client.url}/auth/callback"

    def authorisation_url(self, **more: str) -> str:
        challenge = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": self.client.id,
            "response_type": "code",
            "redirect_uri": self.callback,
            "scope": "openid offline_access",
            "prompt": "consent",
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
            **more,
        }
        return f"{self.provider.issuer}/auth?{urlencode({k: v for k, v in asked.items() if v})}"

    def log_in(
        self, browser: Browser, person: str, amr: str = "pwd", **more: str
    ) -> dict[str, str]:
        """Return what the provider sends along to the callback."""
        page = browser.open(self.authorisation_url(**more), stop=self.callback)
        return answered(sign_in(browser, page, person, amr, stop=self.callback))

    def exchange(self, code: str, **more: str) -> httpx2.Response:
        form = {"code": code, "redirect_uri": self.callback, "code_verifier": self.verifier}
        return self.asked("token", grant_type="authorization_code", **(form | more))

    def refresh(self, token: str) -> httpx2.Response:
        return self.asked("token", grant_type="refresh_token", refresh_token=token)

    def active(self, token: str) -> bool:
        active: bool = self.asked("token/introspection", token=token).json()["active"]
        return active

    def asked(self, path: str, **form: str) -> httpx2.Response:
        url, basic = f"{self.provider.issuer}/{path}", (self.client.id, self.client.secret)
        return httpx2.post(url, data=form, auth=basic, trust_env=False)


def answered(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def claims(token: str) -> dict[str, Any]:
    return _part(token, 1)


def header(token: str) -> dict[str, Any]:
    return _part(token, 0)


def _part(token: str, number: int) -> dict[str, Any]:
    text = token.split(".")[number]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found
