"""Secrets from the environment, as headers."""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.errors import UsageError


def token(env: Mapping[str, str], name: str) -> str:
    """Empty where it is not set. Raises UsageError for what no header may hold, without it."""
    value = env.get(name, "")
    if not (value.isascii() and (value.isprintable())):
        raise UsageError(f"{name} holds what no header may: is there a line break in it?")
    return value


def bearer(value: str) -> dict[str, str]:
    return {"authorization": f"Bearer {value}"} if value else {}
