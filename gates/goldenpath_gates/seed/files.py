"""Texts that a recipe takes from a file of the service."""

from __future__ import annotations

import json
from pathlib import Path

from goldenpath_gates import strictjson


class UnusableError(Exception):
    """What is wrong with the file, and how to mend it."""


def lines(root: Path, name: str, field: str) -> tuple[str, ...]:
    """Each different text of a field of a JSON Lines file, in its order. Nothing outside of the
    service is read: a recipe is part of a change, and what it reads is shown to people."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise UnusableError(f"{name} is outside of the service: name a file within")
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"{name} cannot be read ({error}): name another") from None
    found: dict[str, None] = {}
    for number, row in enumerate(written.split("\n"), start=1):
        if row.strip():
            found[_field(row, field, f"{name}:{number}")] = None
    if not found:
        raise UnusableError(f"{name} is empty: name another")
    return tuple(found)


def _field(row: str, field: str, where: str) -> str:
    try:
        body = strictjson.loads(row.encode())
    except (json.JSONDecodeError, ValueError) as error:
        raise UnusableError(f"{where} is no JSON ({error}): mend it") from None
    text = body.get(field) if isinstance(body, dict) else None
    if not isinstance(text, str) or "\0" in text:
        raise UnusableError(f"{where} has no text {field}: name another field")
    return text
