"""Bodies that no generator of valid and invalid data makes: the service has to refuse each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from goldenpath_gates.contracts import curl
from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.operations import Operation
from goldenpath_gates.contracts.raw import Reply, Sent, ask
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding

LARGE = 20 * 1024 * 1024
DEPTH = 20_000
UNKNOWN = b'{"a": "a"}'
"""Where no body is known that the operation accepts: it is refused for more than one reason."""


@dataclass(frozen=True)
class Case:
    """`spoilt` makes a body to refuse of one that is accepted. Without a length the body is sent
    in chunks. One that is too large may also be refused by closing the connection."""

    name: str
    spoilt: Callable[[bytes], bytes] = bytes
    media_type: str | None = None
    padding: int = 0
    length: bool = True


def _not_utf8(body: bytes) -> bytes:
    before, quote, after = body.rpartition(b'"')
    return before + b"\xff" + quote + after


CASES = (
    Case("malformed-json", lambda body: b"{" + body),
    Case("malformed-utf8", _not_utf8),
    Case("deeply-nested", lambda _: b"[" * DEPTH),
    Case("wrong-content-type", media_type="text/plain"),
    Case("oversized", padding=LARGE),
    Case("oversized-stream", padding=LARGE, length=False),
)


def run(context: Context, asked: Sequence[Operation], accepted: Mapping[str, bytes]) -> Outcome:
    """`accepted` maps the label of an operation to a body that it takes.

    Raises IncompleteError where the service is gone, or too slow for all of them.
    """
    deadline = time.monotonic() + context.settings.conformance.seconds
    findings: list[Finding] = []
    sent = 0
    for operation, media_type in _with_json(asked):
        for case in CASES:
            if time.monotonic() > deadline:
                raise IncompleteError(
                    "the bodies to refuse were not all sent in time: "
                    "raise [contract.conformance] seconds"
                )
            body = accepted.get(operation.label, UNKNOWN)
            request = _request(context, operation, case, media_type, body)
            sent += 1
            if fault := _fault(operation, case, ask(context.url, request)):
                message = f"{operation.label} {fault}; ask again: {_curl(request)}"
                rule = f"conformance-{case.name}"
                findings.append(Finding(rule, message, context.settings.openapi))
    failed = len(findings)
    figures = (
        Figure("bodies to refuse", sent),
        Figure("bodies to refuse: failures", failed, None, "= 0", not failed),
    )
    return Outcome(figures, tuple(findings))


def _with_json(asked: Sequence[Operation]) -> Iterator[tuple[Operation, str]]:
    for operation in asked:
        for name in operation.media_types():
            plain = name.partition(";")[0].strip().lower()
            if plain == "application/json" or plain.endswith("+json"):
                yield operation, name
                break


def _request(
    context: Context, operation: Operation, case: Case, media_type: str, accepted: bytes
) -> Sent:
    body = case.spoilt(accepted)
    headers = {
        **context.settings.conformance.headers,
        **context.credentials.headers(),
        "content-type": case.media_type or media_type,
    }
    if case.length:
        headers["content-length"] = str(len(body) + case.padding)
    else:
        headers["transfer-encoding"] = "chunked"
    return Sent(operation.method.upper(), operation.target(), headers, body, case.padding)


def _fault(operation: Operation, case: Case, reply: Reply) -> str | None:
    """What is wrong with the answer, in the words that follow the operation's name."""
    if reply.status is None:
        return None if reply.closed and case.padding else f"{reply.said}: refuse the body"
    if reply.status >= 500:
        return f"answered {reply.status}: refuse the body with a status below 500"
    if reply.status < 400:
        return f"answered {reply.status}: refuse the body"
    if not operation.documents(reply.status):
        return f"answered {reply.status}, which its document does not name: document it"
    return None


def _curl(request: Sent) -> str:
    headers = {name: text for name, text in request.headers.items() if name != "content-length"}
    return curl.line(request.method, request.target, headers, request.body, request.padding)
