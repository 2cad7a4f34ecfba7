"""Dotprompt: YAML front matter and Handlebars, in which `{{role "..."}}` cuts messages.

Other programs call their files `.prompt` as well, so that the text must say that it is one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from goldenpath_hooks.prompts import options
from goldenpath_hooks.prompts.document import (
    Document,
    Engine,
    Format,
    Problem,
    Prompt,
)
from goldenpath_hooks.prompts.engines import handlebars
from goldenpath_hooks.prompts.engines.parsed import Parsed
from goldenpath_hooks.prompts.formats import jinja
from goldenpath_hooks.prompts.formats.dotprompt_fields import defaults, fields, schema_key
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
    outputs_key = schema_key(settings)
    return replace(
        prompt,
        name=head.text("name"),
        version=head.text("version") or head.text("metadata", "version"),
        description=head.text("description"),
        owner=head.text("metadata", "owner") or head.text("owner"),
        model=head.text("model"),
        options=values,
        option_keys=keys,
        inputs=fields(settings, "input"),
        outputs=fields(settings, "output"),
        outputs_schema=settings.get(*outputs_key) if outputs_key else None,
        outputs_key=outputs_key,
        sample=defaults(settings, "input"),
    )
