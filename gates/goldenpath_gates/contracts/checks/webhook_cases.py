"""What a service must not take in, each made of a delivery that it takes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from goldenpath_gates.contracts.checks.webhook_partner import Delivery
from goldenpath_gates.contracts.signing import new_secret

UNKNOWN = "a-source-that-nobody-has"
OUTSIDE_S = 60
"""How far outside the window: two clocks of one machine do not differ by more."""
DEPTH = 20_000


@dataclass(frozen=True)
class Case:
    """`spoilt` gets the tolerance in seconds too; `what` and `mend` are words of the finding."""

    rule: str
    what: str
    mend: str
    spoilt: Callable[[Delivery, float], Delivery]


def _body(name: str, made: Callable[[bytes], bytes]) -> Case:
    def spoilt(good: Delivery, _: float) -> Delivery:
        return replace(good, body=made(good.body))

    mend = "answer 4xx, and keep it for a person to look at"
    return Case("webhook-not-json", f"a body that is {name}", mend, spoilt)


UNSIGNED = "answer 401 before anything reads the event"
WINDOW = "answer 401 where the timestamp is outside the window, or what was recorded is replayed"

CASES = (
    Case(
        "webhook-unsigned",
        "a delivery without a signature",
        UNSIGNED,
        lambda good, _: replace(good, secret=None),
    ),
    Case(
        "webhook-wrong-key",
        "a delivery signed with another key",
        UNSIGNED,
        lambda good, _: replace(good, secret=new_secret()),
    ),
    Case(
        "webhook-other-body-signed",
        "a delivery whose signature is over another body",
        "verify the signature over the bytes that came",
        lambda good, _: replace(good, signs=b"{}"),
    ),
    Case(
        "webhook-stale",
        "a delivery that was signed too long ago",
        WINDOW,
        lambda good, tolerance: replace(good, age=tolerance + OUTSIDE_S),
    ),
    Case(
        "webhook-future",
        "a delivery that is signed in the future",
        WINDOW,
        lambda good, tolerance: replace(good, age=-tolerance - OUTSIDE_S),
    ),
    Case(
        "webhook-unknown-source",
        "a delivery of a source that nobody has",
        "answer 404",
        lambda good, _: replace(good, source=UNKNOWN),
    ),
    _body("empty", lambda _: b""),
    _body("cut off", lambda body: body[:-1]),
    _body("not UTF-8", lambda body: b'"\xff"' + body),
    _body("no JSON after its end", lambda body: body + b"}"),
    _body("nested without an end", lambda _: b"[" * DEPTH),
)
