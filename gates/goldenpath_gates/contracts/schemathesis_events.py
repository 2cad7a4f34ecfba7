"""What schemathesis saw, read from its events: one JSON document per line."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from goldenpath_gates.contracts import curl


@dataclass(frozen=True)
class Failure:
    """`curl` is the shortest request of those that failed in this way."""

    check: str
    operation: str
    said: str
    curl: str
    status: int | None = None


@dataclass
class Seen:
    """`statuses` are those that each operation answered to its own method, `bodies` the shortest
    that it accepted; `errors` are schemathesis's own."""

    requests: int = 0
    statuses: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    bodies: dict[str, bytes] = field(default_factory=dict)
    failures: dict[tuple[str, ...], Failure] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    ended: bool = False


def read(path: Path) -> Seen:
    """A last line that is cut, because it was stopped, does not count."""
    seen = Seen()
    if not path.is_file():
        return seen
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                ((name, body),) = json.loads(line).items()
            except ValueError:
                continue
            _take(seen, name, body)
    return seen


def _take(seen: Seen, name: str, body: Mapping[str, Any]) -> None:
    if name == "EngineFinished":
        seen.ended = True
    elif name == "FatalError":
        seen.errors.append(str(body["exception"]["message"]))
    elif name == "NonFatalError":
        seen.errors.append(f"{body['label']}: {body['value'].get('message')}")
    elif name == "ScenarioFinished":
        for failure, key in _scenario(seen, body["recorder"]):
            known = seen.failures.get(key)
            if known is None or (len(failure.curl), failure.curl) < (len(known.curl), known.curl):
                seen.failures[key] = failure


def _scenario(seen: Seen, recorder: Mapping[str, Any]) -> Iterator[tuple[Failure, tuple[str, ...]]]:
    for case, interaction in recorder.get("interactions", {}).items():
        status = (interaction.get("response") or {}).get("status_code")
        if status is not None:
            _answered(seen, recorder["label"], status, interaction["request"])
        for check in recorder.get("checks", {}).get(case, ()):
            if check["status"] == "failure":
                yield _failure(check, interaction["request"], status)


def _answered(seen: Seen, operation: str, status: int, request: Mapping[str, Any]) -> None:
    seen.requests += 1
    if not operation.startswith(f"{request['method']} "):
        return
    seen.statuses[operation].append(status)
    body = _body(request)
    if status < 300 and body and len(body) < len(seen.bodies.get(operation, body + b" ")):
        seen.bodies[operation] = body


def _failure(
    check: Mapping[str, Any], request: Mapping[str, Any], status: int | None
) -> tuple[Failure, tuple[str, ...]]:
    found = check["failure_info"]["failure"]
    message = " ".join(str(found["message"]).split())
    said = f"{found['title']}: {message}" if message else str(found["title"])
    failure = Failure(check["name"], found["operation"], said, _curl(request), status)
    # Values differ from request to request: what was seen is one thing per place in the schema.
    place = str(found["message"]).partition("Schema at ")[2].partition(":")[0]
    return failure, (check["name"], found["operation"], found["title"], str(status), place)


def _curl(request: Mapping[str, Any]) -> str:
    url = urlsplit(request["uri"])
    target = url.path + (f"?{url.query}" if url.query else "")
    headers = {name: ", ".join(values) for name, values in request["headers"].items()}
    return curl.line(request["method"], target, headers, _body(request) or b"")


def _body(request: Mapping[str, Any]) -> bytes | None:
    body = request.get("body")
    return base64.b64decode(body["$base64"]) if isinstance(body, dict) else None
