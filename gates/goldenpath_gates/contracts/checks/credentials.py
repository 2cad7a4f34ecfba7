"""Is every operation closed to whom the document closes it, and open to the others?

Only a service that says in `[identity]` whose tokens it takes can be asked; of another is said that
it was not.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goldenpath_gates.contracts import curl
from goldenpath_gates.contracts.access import Access, access
from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.operations import Operation, operations
from goldenpath_gates.contracts.raw import Reply, Sent, ask
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding

BODY = b"{}"
MAX_FINDINGS = 50
COOKIE = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""256 bits that nobody was given."""


@dataclass(frozen=True)
class Case:
    """`what` names the request, `right` are the statuses it may get, None for all but 401 and
    403; `mend` says what to do where it gets another."""

    rule: str
    what: str
    right: tuple[int, ...] | None
    mend: str
    headers: Mapping[str, str]

    def keeps(self, reply: Reply) -> bool:
        if reply.status is None:
            return False
        return reply.status not in (401, 403) if self.right is None else reply.status in self.right


def run(context: Context) -> Outcome:
    """Raises IncompleteError where the service is gone, or too slow for all of them."""
    document = context.document()
    asked = [(each, access(document, each)) for each in operations(document)]
    if not context.credentials.issuer:
        closed = sum(not each.open for _, each in asked)
        name = "credentials: operations not judged, goldenpath.toml has no [identity]"
        return Outcome((Figure(name, closed),) if closed else ())
    deadline = time.monotonic() + context.settings.conformance.seconds
    findings: list[Finding] = []
    sent = 0
    for operation, needs in asked:
        if _signed(context, operation) or (needs.open and _judges(operation)):
            continue
        for case in cases(context, needs):
            if time.monotonic() > deadline:
                raise IncompleteError(
                    "the credentials were not all tried in time: "
                    "raise [contract.conformance] seconds"
                )
            sent += 1
            findings.extend(_asked(context, operation, case))
    failed = len(findings)
    figures = (
        Figure("credentials: requests", sent),
        Figure("credentials: failures", failed, None, "= 0", not failed),
    )
    return Outcome(figures, tuple(findings[:MAX_FINDINGS]))


def cases(context: Context, needs: Access) -> Iterator[Case]:
    if needs.open:
        mend = "let everybody in, or name in its `security` who may"
        yield Case("credentials-closed", "a request without a credential", None, mend, {})
        return
    mend = "answer 401 before anything is read"
    yield Case("credentials-missing", "a request without a credential", (401,), mend, {})
    if needs.cookie:
        cookie = {"cookie": f"{needs.cookie}={COOKIE}"}
        yield Case("credentials-cookie", "a cookie that nobody was given", (401,), mend, cookie)
    yield from _wrong_tokens(context)
    if needs.scopes is None:
        mend = "answer 401 or 403: its `security` names another credential"
        right = context.credentials.headers()
        yield Case("credentials-kind", "an access token", (401, 403), mend, right)
    else:
        yield from _good_tokens(context, needs, needs.scopes)


def _wrong_tokens(context: Context) -> Iterator[Case]:
    from goldenpath_gates.issuer.faults import FAULTS

    if not (issuer := context.credentials.issuer):
        return
    for name, (what, made) in FAULTS.items():
        headers = bearer(made(issuer, context.credentials.claims()))
        mend = "refuse such a token with 401"
        yield Case(f"credentials-{name}", f"a token {what}", (401,), mend, headers)


def _good_tokens(context: Context, needs: Access, scopes: tuple[str, ...]) -> Iterator[Case]:
    """Good but for one thing, and then wholly."""
    if scopes:
        mend = f"answer 403, since it asks for {' '.join(scopes)}"
        others = minted(context, scope="nothing:else")
        yield Case("credentials-scope", "a token without its scopes", (403,), mend, others)
    if needs.acr:
        mend = "answer 401 with insufficient_user_authentication (RFC 9470)"
        alone = minted(context, acr=None, amr=["pwd"])
        yield Case("credentials-step-up", "a token without a second factor", (401,), mend, alone)
        old = minted(context, auth_time=1)
        what = "a token whose second factor was shown long ago"
        yield Case("credentials-step-up", what, (401,), mend, old)
    mend = "let it in, or name in its `security` what else is asked for"
    right = minted(context)
    yield Case("credentials-refused", "a token that has all it asks for", None, mend, right)


def minted(context: Context, **changed: object) -> dict[str, str]:
    from goldenpath_gates.issuer.faults import LIFE_S

    issuer = context.credentials.issuer
    claims = {**context.credentials.claims(), **changed}
    return bearer(issuer.mint(claims, LIFE_S)) if issuer else {}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _signed(context: Context, operation: Operation) -> bool:
    """What partners send is signed; the check `webhooks` knows how."""
    pattern = re.escape(context.settings.webhooks.path).replace(re.escape("{source}"), "[^/]+")
    return re.fullmatch(pattern, operation.path) is not None


def _judges(operation: Operation) -> bool:
    """Whether it asks nobody who they are, but judges what they bring, such as a code."""
    responses = operation.node.get("responses")
    return responses is not None and "401" in responses.value


def _asked(context: Context, operation: Operation, case: Case) -> Iterator[Finding]:
    types = operation.media_types()
    body = BODY if types else b""
    headers = {**context.settings.conformance.headers, **case.headers}
    if types:
        headers |= {"content-type": types[0], "content-length": str(len(body))}
    request = Sent(operation.method.upper(), operation.target(), headers, body)
    reply = ask(context.url, request)
    if not case.keeps(reply):
        shown = {name: text for name, text in headers.items() if name != "content-length"}
        again = curl.line(request.method, request.target, shown, body)
        answered = reply.said if reply.status is None else f"answered {reply.status}"
        message = f"{operation.label} {answered} to {case.what}: {case.mend}; ask again: {again}"
        yield Finding(case.rule, message, context.settings.openapi)
