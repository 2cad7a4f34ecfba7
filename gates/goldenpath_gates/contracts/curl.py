"""A request as a line that anybody can paste."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping

SERVED = "http://127.0.0.1:8000"
"""Where `./ci serve` listens: the service that was judged is gone, and its port with it."""
MAX_BODY = 12_000
SECRET = ("authorization", "cookie", "key", "token", "secret", "signature", "password")
MASK = "[masked]"


def line(
    method: str, target: str, headers: Mapping[str, str], body: bytes = b"", padding: int = 0
) -> str:
    """`target` is the path with its query; `padding` counts the spaces behind the body."""
    words = ["curl", "-sS", "-X", method]
    for name, value in sorted(headers.items()):
        words += ["-H", f"{name}: {masked(name, value)}"]
    before, data = _data(body, padding)
    words += ["--data-binary", data] if data else []
    return before + shlex.join([*words, SERVED + target])


def masked(name: str, value: str) -> str:
    return MASK if any(mark in name.lower() for mark in SECRET) else value


def _data(body: bytes, padding: int) -> tuple[str, str]:
    """What goes before curl, and what it reads."""
    text = body.decode("utf-8", "replace")
    plain = text.encode() == body and text.isprintable() and not text.startswith("@")
    if plain and not padding and len(body) <= MAX_BODY:
        return "", text
    made = [_made(body, text if plain else None)]
    made += [_repeated(b" ", padding)] if padding else []
    return f"{{ {'; '.join(made)}; }} | ", "@-"


def _made(body: bytes, text: str | None) -> str:
    """The command that prints a body."""
    if len(body) > MAX_BODY:
        return _repeated(body[:1], len(body)) if len(set(body)) == 1 else f"cat BODY_OF_{len(body)}"
    if text is not None:
        return f"printf %s {shlex.quote(text)}"
    return f"echo {base64.b64encode(body).decode('ascii')} | base64 -d"


def _repeated(byte: bytes, times: int) -> str:
    return f"head -c {times} /dev/zero | tr '\\0' {shlex.quote(byte.decode('latin-1'))}"
