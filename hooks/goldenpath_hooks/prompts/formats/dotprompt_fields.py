"""What a Dotprompt file declares, in JSON Schema or in Picoschema, its own short form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from goldenpath_hooks.prompts.document import MISSING, Field, Key, Settings

ANYTHING = "(*)"
PICO_KEY = re.compile(
    r"(?P<name>[^?(]*+)(?P<optional>\?)?(?:\((?P<kind>[^,)]*+)(?:,(?P<description>[^)]*+))?\))?"
)


def defaults(settings: Settings, part: str) -> dict[str, Any]:
    default = settings.get(part, "default")
    return default if isinstance(default, dict) else {}


def _is_json_schema(schema: Any) -> bool:
    return isinstance(schema, dict) and isinstance(schema.get("properties"), dict)


def schema_key(settings: Settings) -> Key:
    key = ("output", "schema")
    schema = settings.get(*key)
    json_schema = isinstance(schema, dict) and isinstance(schema.get("type"), str)
    return key if json_schema and (_is_json_schema(schema) or len(schema) == 1) else ()


def fields(settings: Settings, part: str) -> tuple[Field, ...] | None:
    """None where nothing is declared, or in a place that this file does not hold."""
    key: Key = (part, "schema")
    schema = settings.get(*key)
    if not isinstance(schema, dict) or ANYTHING in schema or "$ref" in schema:
        return None
    if _is_json_schema(schema):
        return tuple(_json_fields(settings, part, schema))
    return tuple(_pico_fields(settings, part, schema))


def _json_fields(settings: Settings, part: str, schema: dict[str, Any]) -> Iterator[Field]:
    given = schema.get("required")
    required = given if isinstance(given, list) else []
    for name, field in schema["properties"].items():
        field = field if isinstance(field, dict) else {}
        kind, description = field.get("type"), str(field.get("description") or "")
        default = defaults(settings, part).get(name, field.get("default", MISSING))
        place = settings.at(part, "schema", "properties", name)
        kind = kind if isinstance(kind, str) else None
        yield Field(name, place, kind, name in required, default, MISSING, description, field)


def _pico_fields(settings: Settings, part: str, schema: dict[str, Any]) -> Iterator[Field]:
    """Picoschema: `name?(array, what it is): string, what each is`."""
    for key, value in schema.items():
        written = PICO_KEY.match(key)
        if written is None:
            continue
        name, kind = written["name"].strip(), (written["kind"] or "").strip()
        description = (written["description"] or "").strip()
        if not kind and isinstance(value, str):
            kind, _, description = (part.strip() for part in value.partition(","))
        kind = kind or ("object" if isinstance(value, dict) else "")
        default = defaults(settings, part).get(name, MISSING)
        place, required = settings.at(part, "schema", key), written["optional"] is None
        yield Field(name, place, kind or None, required, default, MISSING, description, value)
