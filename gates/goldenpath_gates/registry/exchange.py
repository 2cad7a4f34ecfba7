"""HTTP with a registry: who may hear our name, what is tried again, and how answers are read."""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from goldenpath_gates import strictjson
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry import credentials
from goldenpath_gates.registry.reference import Repository

if TYPE_CHECKING:
    import ssl

    import httpx2

TIMEOUT_S = 30.0
"""For one step: connecting, or a part of the answer."""
ANSWER_S = 300.0
"""For an answer from its first byte to its last."""
DELAYS_S = (1.0, 3.0)
"""Before a request is sent a second and a third time."""
PASSING = frozenset((408, 429, 500, 502, 503, 504))
REDIRECTS = frozenset((301, 302, 303, 307, 308))
MOST_REDIRECTS = 5
HUB = {"docker.io": "registry-1.docker.io"}
"""The one registry whose interface answers under another name."""
SAID = 4096
"""Bytes of a refusal that are read, for the name of the error in it."""
PARAMETER = re.compile(r'(\w+)="([^"]*)"')

Content = Callable[[], Iterable[bytes]]
"""Gives the body from its beginning, as often as it is asked: a request may be sent again."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Request:
    """`limit` is in bytes of the answer, `what` names it for people. No message holds the address:
    what a registry adds to it may be a secret."""

    method: str
    url: str
    limit: int
    headers: Mapping[str, str]
    content: Content | None
    what: str


class UnreachableError(IncompleteError):
    """Nothing came back; it may the next time."""


@dataclass
class Exchange:
    """With one registry about one repository. `scope` is what is asked for: pull, or pull,push."""

    place: Repository
    env: Mapping[str, str] = field(repr=False)
    http: httpx2.Client = field(repr=False)
    scope: str = "pull"
    authorization: str | None = field(default=None, repr=False)

    @property
    def origin(self) -> str:
        host = HUB.get(self.place.host, self.place.host)
        return f"{'http' if loopback(host) else 'https'}://{host}"

    def ask(
        self,
        method: str,
        path: str,
        expected: Iterable[int],
        limit: int,
        *,
        headers: Mapping[str, str] | None = None,
        content: Content | None = None,
    ) -> Answer:
        """`path` is below `/v2/PATH/`, or an address that the registry gave.

        Raises IncompleteError, with the status, for every other than the expected ones.
        """
        own = "?" not in path and "://" not in path
        what = f"{self.place}: {method} {path if own else 'to where it sent us'}"
        url = _joined(f"{self.origin}/v2/{self.place.path}/", path, what)
        answer = self._patiently(Request(method, url, limit, headers or {}, content, what))
        if answer.status not in frozenset(expected):
            raise IncompleteError(f"{what}: {_refusal(answer, bool(self.authorization))}")
        return answer

    def _patiently(self, request: Request) -> Answer:
        for delay in DELAYS_S:
            with suppress(UnreachableError):
                answer = self._introducing(request)
                if answer.status not in PASSING:
                    return answer
            time.sleep(delay)
        return self._introducing(request)

    def _introducing(self, request: Request) -> Answer:
        """Sent again where the registry wants to know who we are."""
        import httpx2

        try:
            answer = self._sent(request)
            if answer.status == 401 and self._introduced(answer, request.what):
                answer = self._sent(request)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            kind = type(error).__name__
            message = f"{request.what}: the registry cannot be reached ({kind})"
            raise UnreachableError(message) from None
        return answer

    def _sent(self, request: Request) -> Answer:
        """Follows redirects; who we are is told to the registry alone."""
        url = request.url
        for _ in range(MOST_REDIRECTS):
            _require_private(url, request.what)
            known = self.authorization and _origin(url) == self.origin
            own = {"authorization": self.authorization or ""} if known else {}
            message = self.http.build_request(
                request.method,
                url,
                headers={**request.headers, **own},
                content=request.content() if request.content else None,
            )
            with _streamed(self.http, message) as response:
                target = response.headers.get("location")
                if response.status_code not in REDIRECTS or not target:
                    return _read(response, request.limit, request.what)
            url = _joined(url, target, request.what)
        raise IncompleteError(f"{request.what}: more than {MOST_REDIRECTS} redirects")

    def _introduced(self, answer: Answer, what: str) -> bool:
        """Whether there is a new way to say who we are, after a registry asked for one."""
        kind, _, rest = answer.headers.get("www-authenticate", "").partition(" ")
        known = credentials.of(self.place, self.env)
        before = self.authorization
        if kind.lower() == "basic" and known:
            self.authorization = known.basic()
        elif kind.lower() == "bearer":
            self.authorization = self._token(dict(PARAMETER.findall(rest)), known, what)
        return self.authorization != before

    def _token(
        self, asked: Mapping[str, str], known: credentials.Credentials | None, what: str
    ) -> str | None:
        """From the address that the registry names, for this repository only, whatever it asks."""
        realm = asked.get("realm", "")
        _require_private(realm, f"{what}: the address of its tokens")
        query = {"scope": f"repository:{self.place.path}:{self.scope}"}
        if "service" in asked:
            query["service"] = asked["service"]
        request = self.http.build_request(
            "GET", realm, params=query, headers={"authorization": known.basic()} if known else {}
        )
        with _streamed(self.http, request) as response:
            answer = _read(response, SAID * 16, what)
        if answer.status != 200:
            raise IncompleteError(f"{what}: {_refusal(answer, bool(known))}")
        said = document(answer.body, what)
        token = said.get("token") or said.get("access_token")
        usable = isinstance(token, str) and token.isascii() and token.isprintable()
        return f"Bearer {token}" if usable else None


@contextmanager
def opened(place: Repository, env: Mapping[str, str], scope: str) -> Iterator[Exchange]:
    import httpx2

    headers = {"user-agent": "goldenpath"}
    with httpx2.Client(timeout=TIMEOUT_S, headers=headers, verify=_authorities()) as http:
        yield Exchange(place, env, http, scope)


@cache
def _authorities() -> ssl.SSLContext:
    """Read once: it takes longer than a request to a registry nearby."""
    import httpx2

    return httpx2.create_ssl_context()


def document(body: bytes, what: str) -> dict[str, Any]:
    """Raises IncompleteError where it is no JSON object."""
    try:
        found = strictjson.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise IncompleteError(f"{what}: the registry answers with what is no JSON object")
    return found


def loopback(host: str) -> bool:
    """Whether a host, with or without port, is this machine: the only one that may speak http."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _joined(base: str, target: str, what: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        raise _not_private(what) from None


def _require_private(url: str, what: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _not_private(what) from None
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback(parts.netloc)):
        raise _not_private(what)


def _not_private(what: str) -> IncompleteError:
    return IncompleteError(f"{what}: the registry sends us to what is not https, nothing went")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def _streamed(http: httpx2.Client, request: httpx2.Request) -> Iterator[httpx2.Response]:
    response = http.send(request, stream=True, follow_redirects=False)
    try:
        yield response
    finally:
        response.close()


def _read(response: httpx2.Response, limit: int, what: str) -> Answer:
    """An answer that is too long or too slow is none."""
    parts, size, end = [], 0, time.monotonic() + ANSWER_S
    ok = response.status_code < 300
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > limit and ok:
            raise IncompleteError(f"{what}: the answer has more than {limit} bytes")
        if time.monotonic() > end:
            raise IncompleteError(f"{what}: the answer takes more than {ANSWER_S:g} seconds")
        if size > SAID and not ok:
            break
    return Answer(response.status_code, dict(response.headers), b"".join(parts))


def _refusal(answer: Answer, known: bool) -> str:
    """The status, what it means here, and the name that the registry gives to its error."""
    means = {
        401: "it does not know us" if known else "it wants to know who we are",
        403: "it does not let us",
        404: "it is not there",
        429: "it was asked too often",
    }.get(answer.status, "")
    mend = ""
    if answer.status in (401, 403):
        mend = f": set {' and '.join(credentials.OWN)} to somebody who may"
    code = re.search(rb'"code"\s*:\s*"([A-Z_]{1,40})"', answer.body)
    name = f" {code[1].decode()}" if code else ""
    return f"the registry answers {answer.status}{name}{', ' + means if means else ''}{mend}"
