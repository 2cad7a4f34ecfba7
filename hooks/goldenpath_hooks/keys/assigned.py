"""Secrets without a format: what is assigned to such a name, and passwords in addresses."""

from __future__ import annotations

import re

from goldenpath_hooks.keys.placeholders import made_up
from goldenpath_hooks.keys.structure import alphanumeric, hexadecimal, turns

NAMED = re.compile(
    rb"(?:api_?-?keys?|(?:access|auth|secret|private|signing|encryption|shared|master|account)_?-?key"
    rb"|secrets?|tokens?|passw(?:or)?d|passphrase|credentials?|bearer)"
    rb"(?:_?(?:prod|production|dev|live|staging|value|\d{1,2}))?"
    rb"[\"'`\])]{0,3}(?:\s?:\s?[\w. |\[\]]{1,30}(?==|\s=))?\s{0,4}(?::?=|:|=>|,|\(|\s)\s{0,4}"
    rb"(?P<quote>\\?[\"'`])?$",
    re.IGNORECASE,
)
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
DATABASES = (
    "postgres|postgresql|mysql|mariadb|mongodb|redis|rediss|amqp|amqps|mssql|sqlserver|oracle"
    "|cockroachdb|clickhouse|snowflake|redshift|cassandra|neo4j|bolt|couchdb|nats|jdbc"
)
SCHEME = re.compile(
    rf"(?:{DATABASES})(?:\+[\w.-]{{1,30}}|:[\w:]{{1,40}})?$".encode(), re.IGNORECASE
)
ADDRESS = r"://[^\s/:@\"'`<>{}$]{0,80}:(?P<key>[^\s/@\"'`<>{}$]{6,200})@[\w.\[%-]"
PUBLIC = ("phc_", "pk_", "pk.", "pub-", "pub_")  # made to be sent to every browser
LOOK_BACK = 120


def named(data: bytes, start: int, end: int) -> bool:
    """Whether `data[start:end]` is all that is assigned to the name of a secret."""
    name = NAMED.search(data, max(0, start - LOOK_BACK, data.rfind(b"\n", 0, start)), start)
    if not name:
        return False
    return data[end : end + 1] in (b"\"'`\\" if name["quote"] else b"\"'`\\;& \t\r\n")


def random(value: str) -> bool:
    """Neither a short digest nor a UUID, a public key or a word: only the name speaks for it."""
    if UUID.fullmatch(value) or value.startswith(PUBLIC):
        return False
    if re.fullmatch("[0-9a-f]+", value):
        return len(value) >= 32 and hexadecimal(value)
    longest = max(re.split("[-_/+]", value), key=len)
    return len(longest) >= 16 and turns(longest) >= 3 and alphanumeric(value)


def password(address: str) -> bool:
    """Of `://user:password@h`: letters and digits, not the user's name, not a gap to fill."""
    user, _, secret = address[3:].rpartition("@")[0].partition(":")
    mixed = re.search("[A-Za-z]", secret) and re.search(r"(?<!%)\d", secret)
    return bool(mixed) and user.lower() != secret.lower() and not made_up(secret)
