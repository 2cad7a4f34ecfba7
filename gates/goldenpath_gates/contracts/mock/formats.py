"""A text in each format of JSON Schema and OpenAPI, from addresses that are nobody's."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

START = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed clock: the same seed gives the same text on any day."""
YEAR_S = 365 * 24 * 3600
PEOPLE = ("ada", "alan", "barbara", "edsger", "grace", "katherine", "linus", "margaret")
HOSTS = ("example.com", "example.org", "api.example.com", "www.example.net")
PATHS = ("", "docs", "guide/start", "items/42", "orders/1001")


def moment(rng: Random) -> datetime:
    return START + timedelta(seconds=rng.randrange(YEAR_S))


def _date_time(rng: Random) -> str:
    return moment(rng).strftime("%Y-%m-%dT%H:%M:%SZ")


def _email(rng: Random) -> str:
    return f"{rng.choice(PEOPLE)}@example.com"


def _uri(rng: Random) -> str:
    return f"https://{rng.choice(HOSTS)}/{rng.choice(PATHS)}"


def _path(rng: Random) -> str:
    return f"/{rng.choice(PATHS)}"


def _ipv6(rng: Random) -> str:
    return f"2001:db8::{rng.randrange(1, 0xFFFF):x}"


def _byte(rng: Random) -> str:
    return base64.b64encode(f"sample {rng.randrange(1000)}".encode()).decode()


FORMATS: dict[str, Callable[[Random], str]] = {
    "date-time": _date_time,
    "date": lambda rng: moment(rng).strftime("%Y-%m-%d"),
    "time": lambda rng: moment(rng).strftime("%H:%M:%SZ"),
    "duration": lambda rng: f"PT{rng.randrange(1, 60)}M",
    "uuid": lambda rng: str(UUID(int=rng.getrandbits(128), version=4)),
    "email": _email,
    "idn-email": _email,
    "hostname": lambda rng: rng.choice(HOSTS),
    "idn-hostname": lambda rng: rng.choice(HOSTS),
    "ipv4": lambda rng: f"192.0.2.{rng.randrange(1, 255)}",
    "ipv6": _ipv6,
    "uri": _uri,
    "url": _uri,
    "iri": _uri,
    "uri-reference": _path,
    "iri-reference": _path,
    "uri-template": lambda rng: f"https://{rng.choice(HOSTS)}/items/{{id}}",
    "json-pointer": lambda rng: f"/items/{rng.randrange(10)}",
    "relative-json-pointer": lambda rng: f"{rng.randrange(3)}/items",
    "regex": lambda rng: rng.choice(("^[a-z]+$", "[0-9]{3}", "a|b")),
    "byte": _byte,
    "binary": lambda rng: f"sample {rng.randrange(1000)}",
    "password": lambda rng: f"not-a-password-{rng.randrange(1000)}",
}
