"""Cookies that only this host can have set, and that only this host gets."""

from starlette.datastructures import Headers
from starlette.types import Scope

# Browsers take `__Host-` only over TLS, for one host alone and for all of its paths.
SESSION = "__Host-session"
LOGIN = "__Host-login"


def cookie(name: str, value: str, max_age: int | None = None) -> str:
    """Return the header; without an age the browser forgets the cookie when it closes."""
    age = "" if max_age is None else f"; Max-Age={max_age}"
    return f"{name}={value}{age}; Path=/; Secure; HttpOnly; SameSite=Lax"


def gone(name: str) -> str:
    return cookie(name, "", 0)


def given(headers: Headers, name: str) -> list[str]:
    """Return all cookies of a name: more than one means that somebody has tossed one in."""
    parts = (part for line in headers.getlist("cookie") for part in line.split(";"))
    pairs = (part.strip().partition("=") for part in parts)
    return [value for found, _, value in pairs if found == name]


def set_later(scope: Scope, header: str) -> None:
    """Let the guard send it with the answer. Of one name the last one counts."""
    state = scope.setdefault("state", {})
    name, _, _ = header.partition("=")
    others = [each for each in state.get("cookies", ()) if not each.startswith(f"{name}=")]
    state["cookies"] = [*others, header]
