"""Writes into the OpenAPI document what the table of access says, and so what the guard does."""

from typing import Any

from ..problems import documented
from .access import DEFAULT_TIER, ROUTES, TIERS, Access
from .machines import KEY_HEADER
from .step_up import ACR

SCHEMES: dict[str, dict[str, Any]] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the OpenID provider.",
    },
    "key": {
        "type": "apiKey",
        "in": "header",
        "name": KEY_HEADER,
        "description": "An API key of the tenant, `gpk_...`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-session",
        "description": "A login in a browser; what changes something also needs `x-csrf-token`.",
    },
}
REFUSALS = ("unauthenticated", "invalid-token", "wrong-credential", "tenant-mismatch")
LATER = ("rate-limited", "identity-unavailable")


def describe(document: dict[str, Any]) -> None:
    """Add security, limits and refusals to each operation that the table asks something of."""
    used: set[str] = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            access = ROUTES[f"{method.upper()} {path}"]
            if access.open == "public":
                operation["security"] = []
            elif not access.open:
                used |= access.kinds
                _protect(operation, access)
    schemes = document["components"].setdefault("securitySchemes", {})
    schemes.update({name: SCHEMES[name] for name in sorted(used)})


def _protect(operation: dict[str, Any], access: Access) -> None:
    scopes = [access.scope] if access.scope else []
    operation["security"] = [{kind: scopes} for kind in sorted(access.kinds, reverse=True)]
    limit = {"tier": DEFAULT_TIER, "requests": TIERS[DEFAULT_TIER], "per": "minute"}
    operation["x-rate-limit"] = limit
    slugs = [*REFUSALS, *LATER]
    if access.scope:
        slugs.append("insufficient-scope")
    if access.step_up:
        operation["x-step-up"] = ACR
        slugs.append("step-up-required")
    if "session" in access.kinds:
        slugs.append("csrf-refused")
    _document(operation["responses"], slugs)


def _document(responses: dict[str, Any], slugs: list[str]) -> None:
    for status, entry in documented(*slugs).items():
        there = responses.setdefault(str(status), entry)
        if there is not entry:
            there["description"] += f"; {entry['description']}"
            there.setdefault("headers", {}).update(entry.get("headers", {}))
