"""An API server, read by plain HTTPS: nothing here can change a cluster."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from goldenpath_gates import strictjson
from goldenpath_gates.config import FILENAME
from goldenpath_gates.delivery.settings import Environment
from goldenpath_gates.delivery.tokens import bearer, of_github, token
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry.exchange import loopback

if TYPE_CHECKING:
    import httpx2

AUDIENCE = "goldenpath-cluster"
TOKEN = "GOLDENPATH_CLUSTER_TOKEN"  # noqa: S105 - the name of a variable
TIMEOUT_S = 20.0
ANSWER_S = 60.0
"""For an answer from its first byte to its last."""
LIMIT = 16 * 1024 * 1024
"""Bytes of an answer."""
MEANS = {
    401: f"it does not know us: set {TOKEN}, or let it trust the forge's tokens for {AUDIENCE}",
    403: "it does not let us read this: docs/delivery/README.md of goldenpath has the role",
    404: "it is not there",
}


class UnreachableError(IncompleteError):
    """Nothing came back; it may the next time."""


@dataclass
class Cluster:
    """`place` is what people call it. `token` gives a bearer token, a new one each time."""

    place: str
    url: str
    token: Callable[[], str] = field(repr=False)
    http: httpx2.Client = field(repr=False)
    _bearer: str = field(default="", repr=False)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Raises IncompleteError for everything but an object."""
        found = self.find(path, **query)
        if found is None:
            raise self._refused(path, 404)
        return found

    def find(self, path: str, **query: str) -> dict[str, Any] | None:
        """None only where the API server itself says that there is no such object."""
        self._bearer = self._bearer or self.token()
        status, body = self._sent(path, query)
        if status == 401:  # the forge's tokens live for minutes, a canary for an hour
            self._bearer = self.token()
            status, body = self._sent(path, query)
        document = _object(body)
        if status == 404 and document and document.get("reason") == "NotFound":
            return None
        if status >= 500 or status == 429:
            raise UnreachableError(f"{self.place}: GET {path}: the API server answers {status}")
        if status != 200:
            raise self._refused(path, status)
        if document is None:
            raise IncompleteError(f"{self.place}: GET {path}: the answer is no JSON object")
        return document

    def _sent(self, path: str, query: Mapping[str, str]) -> tuple[int, bytes]:
        import httpx2

        headers = {**bearer(self._bearer), "accept": "application/json"}
        end, body = time.monotonic() + ANSWER_S, b""
        url = f"{self.url.rstrip('/')}{path}"
        try:
            with self.http.stream("GET", url, headers=headers, params=dict(query)) as answer:
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > LIMIT or time.monotonic() > end:
                        raise IncompleteError(
                            f"{self.place}: GET {path}: the answer is longer than {LIMIT} bytes "
                            f"or takes more than {ANSWER_S:g} s"
                        )
                return answer.status_code, body
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            kind = type(error).__name__
            message = f"{self.place}: the API server cannot be reached ({kind}): {self.url}"
            raise UnreachableError(message) from None

    def _refused(self, path: str, status: int) -> IncompleteError:
        means = MEANS.get(status, "nobody knows why")
        return IncompleteError(
            f"{self.place}: GET {path}: the API server answers {status}, {means}"
        )


@contextmanager
def opened(settings: Environment, root: Path, env: Mapping[str, str]) -> Iterator[Cluster]:
    """Raises IncompleteError where the settings name no cluster or nothing says who we are."""
    import httpx2

    if not settings.cluster:
        raise IncompleteError(
            f"[delivery.environments.{settings.name}] cluster is not set in {FILENAME}: nobody "
            "can see what happens there; name the API server"
        )
    parts = urlsplit(settings.cluster)
    if parts.scheme != "https" and not loopback(parts.netloc):
        raise UsageError(
            f"[delivery.environments.{settings.name}] cluster: {settings.cluster} is not https"
        )
    context = _trusting(settings, root)
    with httpx2.Client(verify=context, timeout=TIMEOUT_S, follow_redirects=False) as http:
        yield Cluster(settings.name, settings.cluster, lambda: identity(env), http)


def _trusting(settings: Environment, root: Path) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.certificate_authority:
        path = root / settings.certificate_authority
        try:
            context.load_verify_locations(cafile=path)
        except (OSError, ssl.SSLError) as error:
            raise IncompleteError(
                f"{settings.certificate_authority}: no certificates can be read from it "
                f"({error.strerror or type(error).__name__}): [delivery.environments."
                f"{settings.name}] certificate_authority names a PEM file"
            ) from None
    return context


def identity(env: Mapping[str, str]) -> str:
    """A token by which an API server knows this job. Raises IncompleteError where it has none."""
    given = token(env, TOKEN) or token(env, "GOLDENPATH_ID_TOKEN") or of_github(env, AUDIENCE)
    if not given:
        raise IncompleteError(
            f"nothing says to the cluster who asks: set {TOKEN}; or on GitHub grant the job "
            "`id-token: write`, on GitLab give it `id_tokens: GOLDENPATH_ID_TOKEN: aud: "
            f"{AUDIENCE}`"
        )
    return given


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        document = strictjson.loads(body)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
