"""A real OpenID provider, https://github.com/panva/node-oidc-provider, as a process on loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx2

from tests.identity.browser import Browser, Page
from tests.support import require

FOLDER = Path(__file__).parent
AUDIENCE = "answer-service"
MFA = "urn:goldenpath:mfa"
SCOPES = ("answers:write", "keys:read", "keys:write", "budget:write")


@dataclass(frozen=True)
class Client:
    """A service as the provider knows it, at the address where browsers see it; a `machine` asks
    for tokens in its own name, as its tenant."""

    id: str
    url: str = ""
    machine: bool = False
    secret: str = field(default_factory=lambda: token_urlsafe(32), repr=False)

    def metadata(self) -> dict[str, Any]:
        named = {"client_id": self.id, "client_secret": self.secret}
        if self.machine:
            grants = ["client_credentials"]
            return named | {"grant_types": grants, "response_types": [], "redirect_uris": []}
        return named | {
            "grant_types": ["authorization_code", "refresh_token"],
            "redirect_uris": [f"{self.url}/auth/callback"],
            "post_logout_redirect_uris": [f"{self.url}/"],
            "backchannel_logout_uri": f"{self.url}/auth/backchannel-logout",
            "backchannel_logout_session_required": True,
        }


@dataclass(frozen=True)
class Provider:
    issuer: str
    control: str
    clients: Mapping[str, Client]

    def rotate_keys(self, *, keep: bool) -> list[str]:
        """A new key signs from now on; return the ids of all that are published."""
        kids: list[str] = self._told("keys", keep=keep)["kids"]
        return kids

    def shift_clock(self, seconds: float) -> None:
        """How far it is ahead of everybody else."""
        self._told("clock", seconds=seconds)

    def let_tokens_live(self, seconds: int) -> None:
        """Access tokens from now on; a service refreshes them before they end."""
        self._told("lifetime", seconds=seconds)

    def go_down(self) -> None:
        self._told("down")

    def come_up(self) -> None:
        self._told("up")

    def events(self) -> list[str]:
        """What it did by itself since it started: revoked a grant, told a service of a logout."""
        found: list[str] = self._seen()["events"]
        return found

    def refresh_tokens(self) -> list[str]:
        """All that it has given out, the newest last: what a thief may have."""
        found: list[str] = self._seen()["refreshTokens"]
        return found

    def asked(self, path: str) -> int:
        """How often, by whomever."""
        counts: dict[str, int] = self._seen()["counts"]
        return counts.get(path, 0)

    def machine_token(self, client: Client, *scopes: str, audience: str = AUDIENCE) -> str:
        """An access token for the service, asked for by another one."""
        form = {
            "grant_type": "client_credentials",
            "scope": " ".join(scopes),
            "resource": f"urn:goldenpath:{audience}",
        }
        answer = httpx2.post(
            f"{self.issuer}/token", data=form, auth=(client.id, client.secret), trust_env=False
        )
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def _seen(self) -> dict[str, Any]:
        body: dict[str, Any] = httpx2.get(f"{self.control}/events", trust_env=False).json()
        return body

    def _told(self, what: str, **values: Any) -> dict[str, Any]:
        answer = httpx2.post(f"{self.control}/{what}", json=values, trust_env=False)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body


@contextmanager
def serving(*clients: Client) -> Iterator[Provider]:
    require(shutil.which("node"), "Node 20 or newer")
    require((FOLDER / "node_modules").is_dir(), "tests/identity/node_modules (npm ci)")
    settings = {"clients": [client.metadata() for client in clients], "scopes": SCOPES}
    command = ("node", "--no-deprecation", "provider.mjs")
    with subprocess.Popen(
        command, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdin
            assert process.stdout
            # It stays open, and ends with us, however we end.
            process.stdin.write(f"{json.dumps(settings)}\n")
            process.stdin.flush()
            line = _announced(process.stdout)
            yield Provider(line["issuer"], line["control"], {one.id: one for one in clients})
        finally:
            process.terminate()


def _announced(lines: Iterator[str]) -> dict[str, str]:
    """It says where it is after whatever it warns of."""
    for line in lines:
        if line.startswith("{"):
            found: dict[str, str] = json.loads(line)
            return found
    raise AssertionError("the provider ended before it listened")


def sign_in(browser: Browser, page: Page, person: str, amr: str = "pwd", stop: str = "\n") -> Page:
    """Answer what the provider asks on the way: who one is, and whether the service may know."""
    while "prompt" in _asked(page):
        consent = page.body["prompt"]["name"] == "consent"
        form = {"consent": "yes"} if consent else {"login": person, "amr": amr}
        page = browser.submit(page, form, stop=stop)
    return page


def _asked(page: Page) -> Mapping[str, Any]:
    if "/interaction/" not in page.url:
        return {}
    assert page.status == 200, page.response.text
    body: Mapping[str, Any] = page.body
    return body


def sign_out(browser: Browser, end_session_url: str, *, everywhere: bool = True) -> Page:
    """Confirm at the provider that one leaves: all services, or this one alone."""
    page = browser.open(end_session_url)
    form = {"xsrf": page.body["secret"], **({"logout": "yes"} if everywhere else {})}
    return browser.submit(page, form, to="/session/end/confirm")
