"""Dotprompt: YAML front matter and Handlebars, in which `{{role "..."}}` cuts messages.

Other programs call their files `.prompt` as well, so that the text must say that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from goldenpath_hooks.prompts import options
from goldenpath_hooks.prompts.document import (
    MISSING,
    Document,
    Engine,
    Field,
    Format,
    Key,
    Problem,
    Prompt,
    Settings,
)
from goldenpath_hooks.prompts.engines import handlebars
from goldenpath_hooks.prompts.engines.parsed import Parsed
from goldenpath_hooks.prompts.formats import jinja
from goldenpath_hooks.prompts.formats.text import Head, body_prompt, read_head
from goldenpath_hooks.prompts.notations import yaml
from goldenpath_hooks.prompts.source import Source

ROLE = re.compile(r"""\{\{~?\s*+role\s++(["'])(?P<role>\w++)\1\s*+~?\}\}""")
HELPERS = frozenset({"history", "json", "media", "role", "section"})
KEYS = frozenset({"model", "config", "input", "output", "tools", "toolDefs", "variant", "ext"})
USUAL = KEYS | {"name", "description", "version", "metadata", "inputs", "outputs", "sample"}
"""What front matter says in any format: for YAML so broken that no engine can read it."""
OWN_TAG = re.compile(r"\{\{~?\s*+(?:role\s+[\"']|history\s*+~?\}\}|media\s+url|[#/>]|!--|else\b)")
KEY = re.compile(r"^(\w++):", re.MULTILINE)
JINJA_TAG = re.compile(r"\{%|\{#|\{\{[^{}|\n]*+\|[^{}\n]*+\}\}")
ANYTHING = "(*)"
PICO_KEY = re.compile(
    r"(?P<name>[^?(]*+)(?P<optional>\?)?(?:\((?P<kind>[^,)]*+)(?:,(?P<description>[^)]*+))?\))?"
)


def read(source: Source) -> Document:
    head = read_head(source, after_comments=True)
    if not _is_certain(source, head) and OWN_TAG.search(source.text) is None:
        return _uncertain(source)
    if isinstance(head, Problem) or head.broken:
        problems = (head,) if isinstance(head, Problem) else head.problems
        return Document(source.path, source.text, problems=problems)
    engine = Engine.HANDLEBARS
    prompt, problems = body_prompt(source, head, Format.DOTPROMPT, engine, _parse, ROLE)
    prompts = (_described(prompt, head),) if prompt else ()
    return Document(source.path, source.text, prompts, head.problems + problems)


def _is_certain(source: Source, head: Head | Problem) -> bool:
    """Whether there is front matter, and a key of it that tells the format."""
    if isinstance(head, Problem):  # never closed: other programs write YAML from end to end
        return not KEYS.isdisjoint(KEY.findall(source.text)) and bool(yaml.read(source).problems)
    if head.broken:
        return not USUAL.isdisjoint(KEY.findall(head.settings.text))
    return not KEYS.isdisjoint(head.settings.data)


def _uncertain(source: Source) -> Document:
    """Nobody says what renders it: whatever reads it without an error, or nothing."""
    beyond_variables = JINJA_TAG.search(source.text) is not None
    if beyond_variables and (document := jinja.read(source)).prompts:
        return document
    head = read_head(source)
    if isinstance(head, Problem) or head.broken or head.problems:
        head = Head()
    variables = "{{" in source.text and not beyond_variables
    for engine in (Engine.MUSTACHE, Engine.NONE) if variables else (Engine.NONE,):
        prompt, _ = body_prompt(source, head, Format.DOTPROMPT, engine)
        if prompt is not None:
            break
    prompts = (_described(prompt, head),) if prompt else ()
    return Document(source.path, source.text, prompts)


def _parse(text: str) -> Parsed:
    return handlebars.parse(text, HELPERS)


def _described(prompt: Prompt, head: Head) -> Prompt:
    settings = head.settings
    values, keys = options.read(settings.get("config"), "config")
    schema_key = _schema_key(settings)
    return replace(
        prompt,
        name=head.text("name"),
        version=head.text("version") or head.text("metadata", "version"),
        description=head.text("description"),
        owner=head.text("metadata", "owner") or head.text("owner"),
        model=head.text("model"),
        options=values,
        option_keys=keys,
        inputs=_fields(settings, "input"),
        outputs=_fields(settings, "output"),
        outputs_schema=settings.get(*schema_key) if schema_key else None,
        outputs_key=schema_key,
        sample=_defaults(settings, "input"),
    )


def _defaults(settings: Settings, part: str) -> dict[str, Any]:
    default = settings.get(part, "default")
    return default if isinstance(default, dict) else {}


def _is_json_schema(schema: Any) -> bool:
    return isinstance(schema, dict) and isinstance(schema.get("properties"), dict)


def _schema_key(settings: Settings) -> Key:
    key = ("output", "schema")
    schema = settings.get(*key)
    json_schema = isinstance(schema, dict) and isinstance(schema.get("type"), str)
    return key if json_schema and (_is_json_schema(schema) or len(schema) == 1) else ()


def _fields(settings: Settings, part: str) -> tuple[Field, ...] | None:
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
        default = _defaults(settings, part).get(name, field.get("default", MISSING))
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
        default = _defaults(settings, part).get(name, MISSING)
        place, required = settings.at(part, "schema", key), written["optional"] is None
        yield Field(name, place, kind or None, required, default, MISSING, description, value)
