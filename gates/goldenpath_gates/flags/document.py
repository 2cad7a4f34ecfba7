"""`flags/flags.json` of a service: in flagd's format, written so that a change is a small one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_hooks.findings import Place
from goldenpath_hooks.formats.jsontext import keys, place

from goldenpath_gates import strictjson
from goldenpath_gates.errors import UsageError

PATH = Path("flags/flags.json")
WIDTH = 100
DEEPEST = 60
"""Levels; flagd's rules are evaluated by recursion."""

Flag = dict[str, Any]
Keys = tuple[str | int, ...]


class NotFlags(Exception):
    """What is wrong with the text as JSON, and where it can be said."""

    def __init__(self, message: str, at: Place | None = None) -> None:
        super().__init__(message)
        self.place = at or Place()


@dataclass(frozen=True)
class Document:
    """`places` says where each key and item of `body` stands."""

    body: dict[str, Any]
    places: Mapping[Keys, Place]


def parsed(data: bytes) -> Document:
    """Raises NotFlags unless it is a JSON object that anything can read."""
    try:
        body = strictjson.loads(data)
    except json.JSONDecodeError as error:
        raise NotFlags(error.msg, Place(error.lineno, error.colno)) from None
    except ValueError as error:
        raise NotFlags(str(error)) from None
    if not isinstance(body, dict):
        raise NotFlags("it is no JSON object")
    text, places = data.decode(), dict[Keys, Place]()
    for key, position in keys(text):
        if len(key) > DEEPEST:
            raise NotFlags("nested too deeply", place(text, position))
        if key in places:
            raise NotFlags(f"key {key[-1]!r} stands there twice", place(text, position))
        places[key] = place(text, position)
    return Document(body, places)


def read(root: Path) -> dict[str, Any]:
    """The flags of a service, to be changed. Raises UsageError unless they pass the check."""
    from goldenpath_gates.flags import check

    try:
        data = (root / PATH).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{PATH}: cannot be read ({error.strerror}): run this in a service"
        ) from None
    # A date that has passed is no reason not to roll back.
    if wrong := [one for one in check.findings(data) if one.rule != check.EXPIRY]:
        raise UsageError(f"{wrong[0]}; mend it first, nothing was written")
    return parsed(data).body


def write(root: Path, body: Mapping[str, Any]) -> None:
    (root / PATH).write_text(formatted(body), encoding="utf-8")


def formatted(body: Mapping[str, Any]) -> str:
    """As the hook format-json leaves it; what fits into a line stands in one."""
    from goldenpath_hooks import format_json

    written = _written(body, 0, 0)
    return format_json.formatted(str(PATH), written) or written


def _written(value: Any, indent: int, before: int) -> str:
    """`before` is the length of what stands in its first line already."""
    flat = json.dumps(value, ensure_ascii=False)
    # The hook puts blanks into braces. The document and its parts are always written at length.
    if indent < 2 or before + len(flat) + 3 > WIDTH:
        inner = "  " * (indent + 1)
        if isinstance(value, dict) and value:
            names = {name: json.dumps(name, ensure_ascii=False) for name in value}
            rows = [
                f"{inner}{key}: {_written(value[name], indent + 1, len(inner) + len(key) + 2)}"
                for name, key in names.items()
            ]
            return "{\n" + ",\n".join(rows) + "\n" + "  " * indent + "}"
        if isinstance(value, list) and value:
            rows = [f"{inner}{_written(item, indent + 1, len(inner))}" for item in value]
            return "[\n" + ",\n".join(rows) + "\n" + "  " * indent + "]"
    return flat
