"""Asks a Prometheus; what is no answer is incomplete."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from goldenpath_gates import strictjson
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry.exchange import loopback

if TYPE_CHECKING:
    import httpx2

VARIABLE = "GOLDENPATH_PROMETHEUS_TOKEN"
TIMEOUT_S = 30.0
LONGEST = 1_000_000
"""Bytes of an answer; ours are a few numbers."""


@dataclass(frozen=True)
class Sample:
    """One number, and the labels it belongs to."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Prometheus:
    """`url` is its root, as in `https://prometheus.example.com`."""

    url: str
    http: httpx2.Client = field(repr=False)

    def samples(self, query: str) -> list[Sample]:
        """What an instant query gives, without what is no finite number. Raises IncompleteError."""
        import httpx2

        try:
            # Posted: a query may be longer than an address.
            with self.http.stream("POST", f"{self.url}/api/v1/query", data={"query": query}) as got:
                body = b""
                for part in got.iter_bytes():
                    body += part
                    if len(body) > LONGEST:
                        raise self._no_answer(f"more than {LONGEST} bytes")
                status = got.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            kind = type(error).__name__
            raise IncompleteError(f"Prometheus {self.url} cannot be reached ({kind})") from None
        if status in (401, 403):
            raise self._no_answer(f"status {status}: set {VARIABLE} to a token that may read")
        if status != 200:
            raise self._no_answer(f"status {status}")
        try:
            return list(_samples(strictjson.loads(body)))
        except (ValueError, LookupError, TypeError):
            raise self._no_answer("what is no result of a query") from None

    def number(self, query: str) -> float | None:
        """The only sample; None without one. Raises IncompleteError for more than one."""
        found = self.samples(query)
        if len(found) > 1:
            raise self._no_answer(f"{len(found)} numbers instead of one to {query}")
        return found[0].value if found else None

    def _no_answer(self, what: str) -> IncompleteError:
        return IncompleteError(f"Prometheus {self.url} answers with {what}")


@contextmanager
def opened(url: str, env: Mapping[str, str]) -> Iterator[Prometheus]:
    """Raises UsageError for what is no address, and for http to another machine: it would show the
    token, and anybody could answer."""
    import httpx2

    token = env.get(VARIABLE)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    if token and not (token.isascii() and token.isprintable()):
        raise UsageError(f"{VARIABLE} holds what no header may: is there a line break in it?")
    root = _checked(url)
    with httpx2.Client(timeout=TIMEOUT_S, headers=headers, follow_redirects=False) as http:
        yield Prometheus(root, http)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        private = parts.scheme == "https" or (parts.scheme == "http" and loopback(parts.netloc))
        plain = parts.hostname and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        private = plain = False
    if not (private and plain):
        raise UsageError(
            f"{url!r} is no address of a Prometheus: write https://HOST[/PATH]; http is for this "
            f"machine only, and a token belongs into {VARIABLE}"
        )
    return url.rstrip("/")


def _samples(body: Any) -> Iterator[Sample]:
    if body["status"] != "success" or body["data"]["resultType"] != "vector":
        raise ValueError(body)
    for row in body["data"]["result"]:
        value = float(row["value"][1])
        if math.isfinite(value):
            yield Sample(dict(row["metric"]), value)
