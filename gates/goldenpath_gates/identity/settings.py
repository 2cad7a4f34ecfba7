"""`[identity]` of `goldenpath.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Identity:
    """`issuer_variable` is the service's, for the issuer that it trusts; `audience` is whom tokens
    are for, `tenant` whose the gates' own are, `claims` what they say besides."""

    audience: str
    issuer_variable: str = "AUTH_ISSUER"
    tenant: str = "goldenpath"
    claims: Mapping[str, str] = field(default_factory=dict)


def parse(table: Mapping[str, Any] | None) -> Identity | None:
    """From a table that fits its schema; None where there is none: nobody is asked for tokens."""
    return None if table is None else Identity(**table)
