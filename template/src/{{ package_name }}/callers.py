"""Who asks, as the gateway says: it sets these headers, and drops those of the client."""

import re
from dataclasses import dataclass

from starlette.datastructures import Headers

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Empty is unknown."""

    tenant: str = ""
    cohort: str = ""


NOBODY = Caller()


def caller_of(headers: Headers) -> Caller:
    """Return who sent a request; what no metric could show counts as unknown."""
    return Caller(_name(headers, "x-tenant"), _name(headers, "x-tenant-cohort"))


def _name(headers: Headers, header: str) -> str:
    value = headers.get(header, "")
    return value if NAME.fullmatch(value) else ""
