"""GitHub Models: a YAML document with messages, in which `{{name}}` is put in and nothing else."""

from __future__ import annotations

import json
from typing import Any

from goldenpath_hooks.prompts import options
from goldenpath_hooks.prompts.document import (
    Document,
    Engine,
    Format,
    Key,
    Problem,
    Prompt,
    Settings,
)
from goldenpath_hooks.prompts.engines import mustache
from goldenpath_hooks.prompts.formats.data import Texts, is_chat
from goldenpath_hooks.prompts.located import Located
from goldenpath_hooks.prompts.source import Source

PARAMETERS = "modelParameters"
SCHEMA = "jsonSchema"


def is_one(data: Any) -> bool:
    return isinstance(data, dict) and is_chat(data.get("messages"))


def read(source: Source, located: Located) -> Document:
    settings = located.settings
    texts = Texts(Engine.MUSTACHE, mustache.interpolations)
    messages = tuple(texts.chat(source, located, "messages"))
    values, keys = options.read(settings.get(PARAMETERS), PARAMETERS)
    schema, key, problems = _schema(settings)
    prompt = Prompt(
        source.path,
        Format.GITHUB_MODELS,
        Engine.MUSTACHE,
        settings,
        messages,
        name=_text(settings, "name"),
        version=_text(settings, "version") or _text(settings, "metadata", "version"),
        description=_text(settings, "description"),
        owner=_text(settings, "owner") or _text(settings, "metadata", "owner"),
        model=_text(settings, "model"),
        options=values,
        option_keys=keys,
        outputs_schema=schema,
        outputs_key=key,
        sample=_sample(settings.get("testData")),
        body=settings.at("messages"),
    )
    prompts = () if texts.problems else (prompt,)
    return Document(
        source.path, source.text, prompts, (*located.problems, *texts.problems, *problems)
    )


def _text(settings: Settings, *key: str) -> str | None:
    value = settings.get(*key)
    return value if isinstance(value, str) else None


def _schema(settings: Settings) -> tuple[Any, Key, tuple[Problem, ...]]:
    """The schema of the answer; the file may give it as text, and with a name around it."""
    given: Any = settings.get(SCHEMA)
    key: Key = (SCHEMA,)
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError) as error:
            message = f"jsonSchema is not JSON: {error}"
            return None, (), (Problem("prompt-format", settings.at(SCHEMA), message),)
    if given is None:
        return None, (), ()
    if isinstance(given, dict) and isinstance(given.get("schema"), dict):
        given, key = given["schema"], (SCHEMA, "schema")
    return given, key, ()


def _sample(tests: Any) -> dict[str, Any]:
    """What the test data fill in; `expected` is for evaluators."""
    rows = tests if isinstance(tests, list) else []
    values: dict[str, Any] = {}
    for row in rows:
        if isinstance(row, dict):
            values = row | values
    values.pop("expected", None)
    return values
