"""Prompty, v1 and v2: YAML front matter, then a text that role lines cut into messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
from goldenpath_hooks.prompts.formats.prompty_fields import fields
from goldenpath_hooks.prompts.formats.text import Head, body_prompt, read_head
from goldenpath_hooks.prompts.source import Source

ENGINES = {
    "jinja2": Engine.JINJA2,
    "jinja": Engine.JINJA2,
    "nunjucks": Engine.NUNJUCKS,
    "mustache": Engine.MUSTACHE,
    "handlebars": Engine.HANDLEBARS,
}
V1_MODEL = {"api", "configuration", "parameters", "response"}
V1_TOP = {"sample", "authors", "tags", "version", "base"}
V2_TOP = {"metadata", "displayName", "tools"}
V1_MODEL_NAMES = ("azure_deployment", "model", "name", "deployment")


def read(source: Source) -> Document:
    head = read_head(source)
    if isinstance(head, Problem):
        return Document(source.path, source.text, problems=(head,))
    if head.broken:
        return Document(source.path, source.text, problems=head.problems)
    settings = head.settings
    v1 = is_v1(settings.data)
    prompt, problems = body_prompt(
        source, head, Format.PROMPTY_V1 if v1 else Format.PROMPTY_V2, _engine(settings)
    )
    prompts = (described(prompt, head, v1=v1),) if prompt else ()
    return Document(source.path, source.text, prompts, head.problems + problems)


def is_v1(data: Mapping[str, Any]) -> bool:
    model, template, inputs = data.get("model"), data.get("template"), data.get("inputs")
    if isinstance(template, str) or (isinstance(template, dict) and "type" in template):
        return True
    if isinstance(model, dict) and V1_MODEL & model.keys():
        return True
    if isinstance(inputs, dict) and any(
        isinstance(field, dict) and "type" in field and "kind" not in field
        for field in inputs.values()
    ):
        return True
    v2 = isinstance(model, str | dict) or isinstance(inputs, list) or V2_TOP & data.keys()
    return not v2 and bool(V1_TOP & data.keys())


def described(prompt: Prompt, head: Head, *, v1: bool) -> Prompt:
    settings = head.settings
    at: Key = ("model", "parameters") if v1 else ("model", "options")
    values, keys = options.read(settings.get(*at), *at)
    schema_key = _schema_key(settings, at)
    return replace(
        prompt,
        name=head.text("name"),
        version=head.text("metadata", "version") or head.text("version"),
        description=head.text("description"),
        owner=head.text("metadata", "owner") or head.text("owner"),
        model=_model(head),
        options=values,
        option_keys=keys,
        inputs=fields(settings, "inputs"),
        outputs=fields(settings, "outputs"),
        outputs_schema=settings.get(*schema_key) if schema_key else None,
        outputs_key=schema_key,
        sample=_sample(settings),
    )


def _engine(settings: Settings) -> Engine:
    template = settings.get("template")
    if isinstance(template, dict):
        template = settings.get("template", "format") or settings.get("template", "type")
    if isinstance(template, dict):
        template = template.get("kind")
    if template is None:
        return Engine.JINJA2
    return ENGINES.get(str(template).lower(), Engine.NONE)


def _model(head: Head) -> str | None:
    names = [("model",), ("model", "id")]
    names += [("model", "configuration", name) for name in V1_MODEL_NAMES]
    return next((name for key in names if (name := head.text(*key))), None)


def _schema_key(settings: Settings, options_at: Key) -> Key:
    """v1 passes the service's own `response_format` through."""
    for response in ("response_format", "responseFormat"):
        for key in ((*options_at, response), (*options_at, "additionalProperties", response)):
            for schema in ((*key, "json_schema", "schema"), (*key, "schema")):
                if settings.get(*schema) is not None:
                    return schema
    return ()


def _sample(settings: Settings) -> dict[str, Any]:
    """The values of `sample`, or those that each input names."""
    sample, inputs = settings.get("sample"), settings.get("inputs")
    values = {
        name: field[word]
        for name, field in (inputs.items() if isinstance(inputs, dict) else ())
        for word in ("example", "sample")
        if isinstance(field, dict) and word in field
    }
    return values | (sample if isinstance(sample, dict) else {})
