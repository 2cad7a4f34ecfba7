"""A partner that sends webhooks to the service, as it should or as it should not."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from goldenpath_gates.contracts.raw import Reply, Sent, ask
from goldenpath_gates.contracts.signing import signed

SIGNATURE = "webhook-signature"


def new_id() -> str:
    return f"evt_{uuid.uuid4().hex}"


@dataclass(frozen=True)
class Delivery:
    """`signs` is the body that the signature is over, where it is another; `age` is in seconds,
    negative in the future; without a secret it is not signed."""

    source: str
    secret: str | None = field(repr=False)
    body: bytes
    id: str = field(default_factory=new_id)
    age: float = 0
    signs: bytes | None = None

    def headers(self) -> Mapping[str, str]:
        timestamp = int(time.time() - self.age)
        over = self.body if self.signs is None else self.signs
        found = signed(self.secret or "", self.id, timestamp, over)
        if self.secret is None:
            del found[SIGNATURE]
        return {
            "content-type": "application/json",
            "content-length": str(len(self.body)),
            **found,
        }

    def anew(self) -> Delivery:
        """The same event as if it had never been sent."""
        return replace(self, id=new_id())


@dataclass(frozen=True)
class Partner:
    """`path` holds {source}; `sent` has the id of each delivery."""

    url: str
    path: str
    sent: list[str] = field(default_factory=list)

    def send(self, delivery: Delivery) -> Reply:
        """Raises IncompleteError where nobody listens any more."""
        self.sent.append(delivery.id)
        target = self.path.replace("{source}", quote(delivery.source, safe=""))
        return ask(self.url, Sent("POST", target, delivery.headers(), delivery.body))
