"""A request as it is, right or wrong, and whatever comes back."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from goldenpath_gates.errors import IncompleteError

TIMEOUT_S = 10.0
"""For all of the answer: a service that needs longer to refuse a body can be held up by anybody."""
MAX_BODY = 1024 * 1024
PART = 64 * 1024


@dataclass(frozen=True)
class Sent:
    """`target` is the path with its query; `padding` counts the spaces behind the body."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    padding: int = 0


@dataclass(frozen=True)
class Reply:
    """`status` is None without an answer; `closed`: the connection was closed, not held."""

    status: int | None
    body: bytes = b""
    said: str = ""
    closed: bool = False


def ask(url: str, request: Sent) -> Reply:
    """Raises IncompleteError where nobody listens any more."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=TIMEOUT_S)
    try:
        connection.connect()
    except OSError as error:
        raise IncompleteError(f"the service is gone: {error.strerror or error}") from None
    try:
        # A service that refuses need not read to the end: what it says may be there already.
        with suppress(ConnectionError):
            _send(connection, request)
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(MAX_BODY))
    except TimeoutError:
        return Reply(None, said=f"did not answer within {TIMEOUT_S:g} s")
    except (OSError, http.client.HTTPException):
        return Reply(None, said="closed the connection", closed=True)
    finally:
        connection.close()


def _send(connection: http.client.HTTPConnection, request: Sent) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    connection.putrequest(request.method, request.target, skip_accept_encoding=True)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    chunked = request.headers.get("transfer-encoding") == "chunked"
    for part in _parts(request):
        if time.monotonic() > deadline:
            raise TimeoutError
        connection.send(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
    if chunked:
        connection.send(b"0\r\n\r\n")


def _parts(request: Sent) -> Iterator[bytes]:
    if request.body:
        yield request.body
    for start in range(0, request.padding, PART):
        yield b" " * min(PART, request.padding - start)
