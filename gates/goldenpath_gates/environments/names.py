"""What an environment is called: a DNS label that no other environment of the service has."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.errors import UsageError

LONGEST = 63
"""Characters of a DNS label, and so of a namespace."""
SERVICE = 48
"""Of them for the service, which leaves room for `-pr-` and a number."""
HASH = 6
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
RESERVED = ("", "pr")
"""Slugs that would leave nothing of a branch, or look like a change."""


def of_change(service: str, number: int) -> str:
    return f"{_fitting(service)}-pr-{number}"


def of_branch(service: str, branch: str) -> str:
    """The hash tells branches apart whose slugs are the same, or were cut."""
    mark = sha256(branch.encode("utf-8", "surrogateescape")).hexdigest()[:HASH]
    room = LONGEST - len(_fitting(service)) - HASH - 2
    slug = slug_of(branch)[:room].rstrip("-")
    return f"{service}-{'branch' if slug in RESERVED else slug}-{mark}"


def service_of(config: Config) -> str:
    """As `deploy/` names the workload, or what is left of the service's name without that."""
    place = config.delivery.environments.get(config.delivery.previews)
    return place.slug if place else slug_of(config.service.name)[:SERVICE].strip("-") or "service"


def slug_of(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def require(name: str) -> str:
    """The name itself. Raises UsageError for what is no name, and might be a path."""
    if not LABEL.fullmatch(name):
        raise UsageError(f"{name!r} is no name of an environment: `goldenpath env list` shows them")
    return name


def _fitting(service: str) -> str:
    if len(service) > SERVICE:
        raise UsageError(
            f"{service} is too long for the name of an environment: at most {SERVICE} characters "
            f"may precede the last hyphen of namespace in {FILENAME}"
        )
    return service
