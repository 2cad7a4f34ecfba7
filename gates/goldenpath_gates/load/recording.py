"""`load/recorded.jsonl`: requests as they came, with nobody's data in them.

The first line is `{"goldenpath_recording": 1}`; each further one has `at` (seconds since the
first), `method`, `path` and, where there was one, `body`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.report import parsed

HEADER = {"goldenpath_recording": 1}
PATH = re.compile(r"/[^\s\\]*")
METHODS = ("GET", "POST")
SHOWN = 20


@dataclass(frozen=True)
class Request:
    """`at` is in seconds since the first request; `body` is sent as JSON."""

    at: float
    method: str
    path: str
    body: Any = None

    @property
    def route(self) -> str:
        return self.path.partition("?")[0]

    def to_json(self) -> dict[str, Any]:
        row = {"at": self.at, "method": self.method, "path": self.path}
        return row if self.body is None else {**row, "body": self.body}


@dataclass(frozen=True)
class Recording:
    """`span_s` is the time that the requests took, up to where the next one would have come."""

    requests: Sequence[Request]

    @property
    def span_s(self) -> float:
        count = len(self.requests)
        return self.requests[-1].at * count / (count - 1)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.requests) / self.span_s

    def of(self, route: str) -> list[Request]:
        return [request for request in self.requests if request.route == route]


def read(path: Path, root: Path) -> Recording:
    """Raises IncompleteError for what is no recording, FailedError where data of persons is in it.

    A key of a provider in it is the business of no-hardcoded-keys, which reads every file.
    """
    from goldenpath_gates.evals.shadow.privacy import exposed

    name = str(path)
    try:
        lines = (root / path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(
            f"{name}: cannot be read: {error}; `goldenpath load record LOGFILE` writes one"
        ) from None
    bodies = list(_parsed(lines, name))
    if not bodies or bodies[0][1] != HEADER:
        raise IncompleteError(f"{name}:1: has to be {json.dumps(HEADER)}")
    hits = [
        f"{name}:{number}:1: load-personal-data {what}"
        for number, body in bodies
        for what in exposed(body)
    ]
    if hits:
        remedy = "mask it: `goldenpath load record` does"
        raise FailedError("\n".join((*hits[:SHOWN], remedy)))
    requests = [_request(body, f"{name}:{number}") for number, body in bodies[1:]]
    return checked(requests, name)


def checked(requests: Sequence[Request], name: str) -> Recording:
    times = [request.at for request in requests]
    if len(requests) < 2 or times != sorted(times) or times[0] < 0 or times[-1] <= 0:
        raise IncompleteError(f"{name}: needs two requests or more, in the order of `at`")
    return Recording(requests)


def _parsed(lines: Iterable[str], name: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, parsed(line)
        except ValueError as error:
            raise IncompleteError(f"{name}:{number}: is not JSON: {error}") from None


def _request(body: Any, place: str) -> Request:
    try:
        request = Request(**body)
        fine = (
            isinstance(request.at, int | float)
            and isfinite(request.at)
            and request.method in METHODS
            and PATH.fullmatch(request.path) is not None
        )
    except (TypeError, ValueError, OverflowError):
        fine = False
    if not fine:
        allowed = f"`at` in seconds, `method` ({' or '.join(METHODS)}), `path`, and maybe `body`"
        raise IncompleteError(f"{place}: is no request: it has {allowed}")
    return request


def recorded(
    log: Path, route: str, questions: Sequence[str], text: str, streams: float
) -> list[Request]:
    """The requests in a log of the service, one JSON object per line.

    The log holds no questions, on purpose: each request for an answer gets the next one of the
    golden cases, so the recording holds what came when, and nothing that anybody wrote. `streams`
    is the share of them that ask for a stream.
    """
    from datetime import datetime

    found = []
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(f"{log}: cannot be read: {error.strerror}") from None
    for line in lines:
        try:
            row = parsed(line)
            if row["message"] != "request" or row["method"] not in METHODS:
                continue
            # A failed request is traffic too; a path that nobody has is a scanner's.
            ended = datetime.fromisoformat(row["time"]).timestamp()
            came, path = ended - float(row["duration_ms"]) / 1000, str(row["route"])
        except (ValueError, KeyError, TypeError):
            continue  # another line of the log
        if PATH.fullmatch(path) and "{" not in path:
            found.append((came, str(row["method"]), path))
    found.sort()
    return list(_asked(found, route, questions, text, streams))


def _asked(
    found: Sequence[tuple[float, str, str]],
    route: str,
    questions: Sequence[str],
    text: str,
    streams: float,
) -> Iterator[Request]:
    asked = 0
    for came, method, path in found:
        at = round(came - found[0][0], 3)
        if path != route:
            if method == "GET":  # what else was posted cannot be made up
                yield Request(at, method, path)
            continue
        body: Mapping[str, Any] = {text: questions[asked % len(questions)]}
        streamed = int((asked + 1) * streams) > int(asked * streams)
        asked += 1
        yield Request(at, method, path, {**body, "stream": True} if streamed else dict(body))


def write(path: Path, requests: Iterable[Request]) -> None:
    rows = (HEADER, *(request.to_json() for request in requests))
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
