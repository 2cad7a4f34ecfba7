"""The public route: which version answers, and whether it answers well."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from goldenpath_gates.delivery.pace import Pace, Progress
from goldenpath_gates.delivery.settings import Environment, Smoke
from goldenpath_gates.delivery.tokens import bearer, token
from goldenpath_gates.errors import UsageError
from goldenpath_gates.registry.exchange import loopback
from goldenpath_gates.report import Finding

if TYPE_CHECKING:
    import httpx2

HEADER = "x-service-release"
TOKEN = "GOLDENPATH_SMOKE_TOKEN"  # noqa: S105 - the name of a variable
TIMEOUT_S = 30.0
LIMIT = 1024 * 1024
"""Bytes of an answer that are read."""


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where nothing came back; then `text` says why."""

    status: int
    release: str
    text: str

    def __str__(self) -> str:
        if not self.status:
            return self.text
        return f"{self.status} of {self.release or 'a version that does not say which it is'}"


@dataclass
class Reached:
    """How long it took until the version answered, and how often was asked; `reached` is whether
    it did, `last` what was said last."""

    reached: bool
    seconds: float
    requests: int
    last: Answer


@dataclass(frozen=True)
class Route:
    """Each request is one of a new connection, so that every instance has its turn."""

    environment: Environment
    smoke: tuple[Smoke, ...]
    http: httpx2.Client = field(repr=False)

    def await_release(self, release: str, answers: int, pace: Pace, progress: Progress) -> Reached:
        """Until so many answers in a row come from the version, or the time is up."""
        row, asked = 0, 0
        reached = Reached(False, 0.0, 0, Answer(0, "", "nobody was asked"))
        for passed in pace.looks(self.environment.timeout):
            for _ in range(answers - row):
                answer, asked = self.ask(self.smoke[0]), asked + 1
                row = row + 1 if answer.release == release and 0 < answer.status < 500 else 0
                reached = Reached(row == answers, passed, asked, answer)
                if not row:
                    break
            progress.say(
                f"{self.environment.name}: {row} of {answers} answers of {release}, last: {answer}"
            )
            if reached.reached:
                break
        return reached

    def test(self, release: str) -> Iterator[Finding]:
        """Every smoke request once."""
        for smoke in self.smoke:
            answer = self.ask(smoke)
            what = f"{self.environment.name}: {smoke.method} {smoke.path}"
            if answer.status != smoke.status:
                message = f"{what} answers {answer}, expected was {smoke.status}"
                yield Finding("smoke-status", f"{message}: {answer.text[:300]}")
            elif smoke.contains not in answer.text:
                message = f"{what} answers without {smoke.contains!r}: {answer.text[:300]}"
                yield Finding("smoke-answer", message)
            elif answer.release != release:
                yield Finding("smoke-version", f"{what} answers {answer}, not {release}")

    def ask(self, smoke: Smoke) -> Answer:
        import httpx2

        url = f"{self.environment.url.rstrip('/')}{smoke.path}"
        try:
            with self.http.stream(smoke.method, url, json=smoke.body) as answer:
                return _read(answer)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return Answer(0, "", f"no answer ({type(error).__name__})")


@contextmanager
def opened(
    environment: Environment, smoke: tuple[Smoke, ...], env: Mapping[str, str]
) -> Iterator[Route]:
    """Raises UsageError where a token would travel in the open."""
    import httpx2

    parts = urlsplit(environment.url)
    if parts.scheme != "https" and not loopback(parts.netloc):
        raise UsageError(
            f"[delivery.environments.{environment.name}] url: {environment.url} is not https"
        )
    headers = bearer(token(env, TOKEN))
    limits = httpx2.Limits(max_keepalive_connections=0)
    with httpx2.Client(timeout=TIMEOUT_S, headers=headers, limits=limits) as http:
        yield Route(environment, smoke, http)


def _read(answer: httpx2.Response) -> Answer:
    body, end = b"", time.monotonic() + TIMEOUT_S
    for part in answer.iter_bytes():
        body += part
        if len(body) > LIMIT or time.monotonic() > end:
            break
    release = answer.headers.get(HEADER, "")[:40]
    return Answer(answer.status_code, release, body.decode("utf-8", "replace"))
