"""What a Prompty file declares of its inputs and outputs, in v1 and in v2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldenpath_hooks.prompts.document import MISSING, Field, Key, Settings

KINDS: dict[type, str] = {
    bool: "boolean", int: "integer", float: "float", str: "string", list: "array", dict: "object",
}  # fmt: skip


def fields(settings: Settings, key: str) -> tuple[Field, ...] | None:
    """Fields as a list or as a mapping; None where there are none, or they are in another file."""
    given = settings.get(key)
    return tuple(_fields(settings, key, given)) if isinstance(given, list | dict) else None


def _fields(settings: Settings, key: str, given: Any) -> Iterator[Field]:
    for step, schema in given.items() if isinstance(given, dict) else enumerate(given):
        named = schema.get("name") if isinstance(schema, dict) else None
        name = step if isinstance(step, str) else named
        if isinstance(name, str):
            yield _field(name, settings, (key, step), schema)


def _field(name: str, settings: Settings, key: Key, schema: Any) -> Field:
    place = settings.at(*key)
    if not isinstance(schema, dict):  # short for a kind and its default
        default = MISSING if schema is None else schema
        return Field(name, place, KINDS.get(type(schema)), default=default, schema=schema)
    kind, required = schema.get("kind", schema.get("type")), schema.get("required")
    return Field(
        name,
        place,
        kind if isinstance(kind, str) else None,
        required if isinstance(required, bool) else None,
        schema.get("default", MISSING),
        schema.get("example", schema.get("sample", MISSING)),
        str(schema.get("description") or ""),
        schema,
    )
