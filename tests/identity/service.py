"""The rendered service with logins, as a process on loopback, and what a person does there."""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from goldenpath_gates import config
from goldenpath_gates import service as services
from goldenpath_gates.service import Running

from tests.identity.browser import Browser, Page
from tests.identity.provider import AUDIENCE, Client, Provider, sign_in
from tests.support import Workshop, commit, git, service_env

SESSION = "__Host-session"
READY_S = 60.0
KEYS = {"first": b64encode(b"no secret: the tests' first key.").decode()}


def rendered(workshop: Workshop) -> Path:
    """The service with `auth: full` and its environment, made once. Look, do not touch."""

    def make(folder: Path) -> None:
        workshop.library().copy(folder, {"auth": "full"})
        git(folder, "init", "-q", "-b", "main")
        commit(folder, "first")
        install(folder)

    return workshop.once("identity", make)


def install(folder: Path) -> None:
    for command in (("lock",), ("sync", "--no-dev", "--locked")):
        subprocess.run(("uv", *command, "-q"), cwd=folder, env=service_env(), check=True)


def python_of(folder: Path) -> str:
    return str(folder / ".venv" / "bin" / "python")


@dataclass(frozen=True)
class Service:
    """`url` is where browsers see it."""

    url: str
    running: Running

    def audit(self, action: str = "") -> list[dict[str, Any]]:
        """The records so far of one action, or all."""
        found = [line for line in self.log() if line.get("logger", "").endswith(".auth.audit")]
        return [line for line in found if not action or line.get("action") == action]

    def log(self) -> Iterator[dict[str, Any]]:
        return (json.loads(line) for line in self.said().splitlines() if line.startswith("{"))

    def said(self) -> str:
        """All that it has printed."""
        log = self.running.log
        assert log
        return os.pread(log.fileno(), os.fstat(log.fileno()).st_size, 0).decode()


@contextmanager
def serving(folder: Path, provider: Provider, port: int, **env: str) -> Iterator[Service]:
    """Answers at localhost, which is another site than the provider's 127.0.0.1."""
    client = provider.clients[AUDIENCE]
    settings = {
        "AUTH_ISSUER": provider.issuer,
        "AUTH_CLIENT_ID": client.id,
        "AUTH_CLIENT_SECRET": client.secret,
        "AUTH_PUBLIC_URL": client.url,
        "AUTH_KEYS": json.dumps(KEYS),
        "PYTHONPATH": str(folder / "src"),
        **env,
    }
    start = config.Service(
        "service", (python_of(folder), "-m", "answer_service"), "/readyz", READY_S
    )
    with services.serving(folder, start, port, settings) as running:
        yield Service(f"http://localhost:{port}", running)


@dataclass
class Person:
    """Somebody with a browser, who is who the provider says."""

    name: str
    service: Service
    browser: Browser = field(default_factory=Browser)

    def log_in(self, amr: str = "pwd", next: str = "/auth/session") -> Page:
        page = self.begin(next)
        return sign_in(self.browser, page, self.name, amr)

    def begin(self, next: str = "/auth/session", stop: str = "\n") -> Page:
        query = httpx2.QueryParams({"next": next})
        return self.browser.open(f"{self.service.url}/auth/login?{query}", stop=stop)

    @property
    def cookie(self) -> str | None:
        return self.browser.jar.value(SESSION)

    def session(self) -> dict[str, Any]:
        answer = self.get("/auth/session")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def get(self, path: str) -> httpx2.Response:
        return self.browser.fetch("GET", f"{self.service.url}{path}")

    def send(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """What changes something, with the token against forgery that the session has now."""
        token = {"x-csrf-token": self.session()["csrf_token"]}
        url = f"{self.service.url}{path}"
        return self.browser.fetch(method, url, body, headers={**token, **(headers or {})})


def problem(answer: httpx2.Response) -> tuple[int, str]:
    """Status and the name of the problem."""
    body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    return answer.status_code, str(body.get("type", "")).rpartition(":")[2]


def client_of(port: int) -> Client:
    return Client(AUDIENCE, f"http://localhost:{port}")
