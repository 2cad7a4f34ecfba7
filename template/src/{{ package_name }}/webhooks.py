"""Takes webhooks in: is it signed, is it new, does it fit, and only then what it does.

One thread does it, one event after the other. An event's id and what its handler writes into the
store are one transaction, so what is delivered twice, or to two processes, has one effect.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from starlette.responses import Response

from . import names
from .logs import REQUEST_FIELDS
from .problems import problem_response
from .telemetry import Telemetry
from .webhook_event import Delivery, HandlerError, InvalidEvent, UnusableEvent
from .webhook_signature import SignatureError, StaleError, verified_id
from .webhook_sources import Source
from .webhook_store import WebhookStore

# The others may carry passwords.
KEPT_HEADERS = ("webhook-id", "webhook-timestamp", "content-type", "user-agent", "traceparent")
RECEIVED = {names.ACCEPTED: 202, names.DUPLICATE: 200}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    why: UnusableEvent | None = None
    evicted: tuple[str, ...] = ()


class Webhooks:
    def __init__(
        self,
        sources: Mapping[str, Source],
        store: WebhookStore,
        telemetry: Telemetry,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._sources = sources
        self._store = store
        self._telemetry = telemetry
        self._now = now
        self._thread = ThreadPoolExecutor(1, "webhooks")
        telemetry.observe_quarantine(lambda: store.quarantined_events)
        with store.transaction() as db:
            for source in sources.values():
                source.handler.start(db)

    def __contains__(self, source: str) -> bool:
        return source in self._sources

    def close(self) -> None:
        self._thread.shutdown()
        self._store.close()

    async def receive(self, source: str, headers: Mapping[str, str], body: bytes) -> Response:
        keys = self._sources[source].keys
        try:
            id = verified_id(keys, headers, body, self._now())
        except SignatureError as exc:
            # Not kept: who cannot sign must not fill the disk.
            self._telemetry.webhook(source, names.REFUSED)
            slug = "stale-signature" if isinstance(exc, StaleError) else "invalid-signature"
            return problem_response(slug, str(exc), {"WWW-Authenticate": "StandardWebhooks"})
        kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
        delivery = Delivery(source, id, body, kept)
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self._thread, self._take_in, delivery)
        self._tell(delivery, outcome)
        return _response(outcome)

    def _take_in(self, delivery: Delivery) -> Outcome:
        try:
            with self._store.transaction() as db:
                accepted = self._store.accepted(delivery)
                if accepted is not None:
                    same = accepted == delivery.digest
                    return Outcome(names.DUPLICATE if same else names.CONFLICT)
                committed = self._sources[delivery.source].handle(db, delivery)
                self._store.accept(delivery, self._now())
            committed()
        except UnusableEvent as exc:
            evicted = self._store.quarantine(delivery, exc, self._now())
            return Outcome(names.QUARANTINED, exc, tuple(evicted))
        return Outcome(names.ACCEPTED)

    def _tell(self, delivery: Delivery, outcome: Outcome) -> None:
        self._telemetry.webhook(delivery.source, outcome.name)
        for source in outcome.evicted:
            self._telemetry.webhook(source, names.EVICTED)
        fields = {"webhook_id": delivery.id, "webhook_outcome": outcome.name}
        if outcome.why:
            fields["webhook_reason"] = outcome.why.reason
        REQUEST_FIELDS.get({}).update(fields)
        if isinstance(outcome.why, HandlerError):
            log.error("a webhook's handler failed", exc_info=outcome.why.__cause__)


def _response(outcome: Outcome) -> Response:
    if outcome.name in RECEIVED:
        body = json.dumps({"status": outcome.name})
        return Response(body, RECEIVED[outcome.name], media_type="application/json")
    if isinstance(outcome.why, InvalidEvent):
        errors = {"errors": outcome.why.errors} if outcome.why.errors else {}
        return problem_response("invalid-event", str(outcome.why), **errors)
    if isinstance(outcome.why, HandlerError):
        return problem_response("event-failed", "The event is kept; send it again later.")
    return problem_response("event-conflict", "This webhook-id was accepted with another body.")
