"""Does the service take webhooks in as it has to: signed, fresh, once, and only what fits?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Any

from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.checks.webhook_cases import CASES
from goldenpath_gates.contracts.checks.webhook_partner import Delivery, Partner
from goldenpath_gates.contracts.document import Node, load
from goldenpath_gates.contracts.raw import Reply
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding

SUFFIX = ".schema.json"
SEEDS = range(3)
AT_ONCE = 8
MOST_BROKEN = 200
MOST_FINDINGS = 10
"""Of one rule about one source."""
Promises = Iterator[tuple[str, str | None]]
"""The rule of each, and what is wrong: None where it is kept."""


def run(context: Context) -> Outcome:
    """Raises IncompleteError for a schema that cannot be sampled, or a source without a secret."""
    settings = context.settings.webhooks
    partner = Partner(context.url, settings.path)
    files = sorted((context.root / settings.folder).glob(f"*{SUFFIX}"))
    found: list[Finding] = []
    promises = kept = 0
    for file in files:
        source, name = file.name.removesuffix(SUFFIX), f"{settings.folder}/{file.name}"
        if source not in context.secrets:
            raise IncompleteError(f"{name}: the service was started without a secret of {source}")
        schema, secret = load(file, name).node(), context.secrets[source]
        about: Counter[str] = Counter()
        for rule, wrong in _judged(partner, source, secret, schema, settings.tolerance):
            promises += 1
            kept += wrong is None
            about[rule] += wrong is not None
            if wrong is not None and about[rule] <= MOST_FINDINGS:
                found.append(Finding(rule, f"{source}: {wrong}", name))
    figures = (
        Figure("webhooks: sources", len(files)),
        Figure("webhooks: deliveries", len(partner.sent)),
        Figure("webhooks: promises kept", kept, None, f"= {promises}", kept == promises),
    )
    return Outcome(figures, tuple(found))


def _judged(partner: Partner, source: str, secret: str, schema: Node, tolerance: float) -> Promises:
    good = [Delivery(source, secret, body) for body in _events(schema)]
    for delivery in good:
        yield "webhook-refused", (wrong := _not_taken(partner.send(delivery), "an event that fits"))
        if wrong:
            return  # who takes nothing in refuses the rest for no reason that counts
    yield from _once(partner, good[0].anew())
    yield from _refused(partner, good[0], tolerance)
    yield from _broken(partner, good[0], schema)


def _events(schema: Node) -> Iterator[bytes]:
    from goldenpath_gates.contracts.mock.samples import sample

    for seed in SEEDS:
        yield _written(sample(schema, seed, "request", examples=seed == SEEDS[0]))


def _once(partner: Partner, delivery: Delivery) -> Promises:
    first, again = partner.send(delivery), partner.send(delivery)
    yield "webhook-twice", _not_taken(again, "the same delivery again") or _anew(first, again)
    other = replace(delivery, body=delivery.body + b" ")
    mend = "remember the body with its id, and answer 409"
    yield "webhook-id-reused", _taken(partner.send(other), "another body under a known id", mend)
    if not _known(first, again):
        return  # nobody outside can tell an answer that is repeated from a second effect
    with ThreadPoolExecutor(AT_ONCE) as threads:
        replies = list(threads.map(partner.send, [delivery.anew()] * AT_ONCE))
    accepted = sum(not _known(first, reply) for reply in replies)
    message = f"the same delivery {AT_ONCE} times at once was accepted {accepted} times"
    yield "webhook-raced", None if accepted == 1 else f"{message}: accept it once"


def _refused(partner: Partner, good: Delivery, tolerance: float) -> Promises:
    for case in CASES:
        wrong = case.spoilt(good.anew(), tolerance)
        yield case.rule, _taken(partner.send(wrong), case.what, case.mend)
    claimed = good.anew()
    partner.send(replace(claimed, secret=None))
    what = "a signed delivery whose id an unsigned one had"
    yield "webhook-id-claimed", _not_taken(partner.send(claimed), what)


def _broken(partner: Partner, good: Delivery, schema: Node) -> Promises:
    from goldenpath_gates.contracts.mock.broken import broken

    mend = "hold it against the schema, and answer 4xx"
    for name, event in islice(broken(schema, SEEDS[0], "request"), MOST_BROKEN):
        reply = partner.send(replace(good.anew(), body=_written(event)))
        yield "webhook-misfit", _taken(reply, f"an event that does not fit ({name})", mend)


def _not_taken(reply: Reply, what: str) -> str | None:
    if reply.status is not None and 200 <= reply.status < 300:
        return None
    return f"{what} {_answer(reply)}: take it in, and answer 2xx"


def _taken(reply: Reply, what: str, mend: str) -> str | None:
    if reply.status is not None and 400 <= reply.status < 500:
        return None
    return f"{what} {_answer(reply)}: {mend}"


def _known(first: Reply, reply: Reply) -> bool:
    """Whether the answer says that the delivery came before."""
    return reply.status != first.status or b"duplicate" in reply.body.lower()


def _anew(first: Reply, again: Reply) -> str | None:
    if again == first or _known(first, again):
        return None
    return "the same delivery again is answered anew: repeat the answer, or say duplicate"


def _answer(reply: Reply) -> str:
    return reply.said if reply.status is None else f"is answered {reply.status}"


def _written(event: Any) -> bytes:
    return json.dumps(event).encode()
