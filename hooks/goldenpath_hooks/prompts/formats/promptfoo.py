"""promptfoo: the prompts that stand in the configuration itself. Others are files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from goldenpath_hooks.prompts import options
from goldenpath_hooks.prompts.aligned import Inner
from goldenpath_hooks.prompts.document import (
    Document,
    Engine,
    Format,
    Key,
    Message,
    Problem,
    Prompt,
    Settings,
)
from goldenpath_hooks.prompts.engines import language
from goldenpath_hooks.prompts.engines.parsed import Parsed
from goldenpath_hooks.prompts.formats.data import Texts, is_chat
from goldenpath_hooks.prompts.located import Located
from goldenpath_hooks.prompts.notations import json
from goldenpath_hooks.prompts.source import Source

ADDRESS = re.compile(
    r"(?:exec:|(?:file|https?|portkey|langfuse|helicone|huggingface|package)://).*"
)
NO_PATH = re.compile(r"[\s{}]")
PATH = re.compile(r"[/\\*]|\.[A-Za-z0-9]{2,5}(?::\w+)?$")
PROMPTS = 1_000
ENVIRONMENT = "env"  # promptfoo's own variable
BESIDES = ("providers", "targets", "tests", "defaultTest", "scenarios")


def is_one(data: Any, *, by_name: bool = False) -> bool:
    if not isinstance(data, dict) or "prompts" not in data:
        return False
    return by_name or any(key in data for key in BESIDES)


def read(source: Source, located: Located) -> Document:
    inline = list(_inline(located.settings))
    if len(inline) > PROMPTS:
        place, message = located.settings.at("prompts"), f"more than {PROMPTS:,} prompts"
        problem = Problem("prompt-format", place, message, "split the file")
        return Document(source.path, source.text, problems=(*located.problems, problem))
    common = _common(source, located.settings)
    prompts, problems = [], list(located.problems)
    for key, label in inline:
        texts = Texts(Engine.NUNJUCKS, _parse)
        messages = tuple(_messages(texts, source, located, key))
        problems += texts.problems
        if not texts.problems:
            body = located.settings.at(*key)
            prompts.append(replace(common, messages=messages, name=label, body=body, key=key))
    return Document(source.path, source.text, tuple(prompts), tuple(problems))


def _parse(text: str) -> Parsed:
    parsed = language.parse(Engine.NUNJUCKS, text)
    parsed.uses = [use for use in parsed.uses if use.path.partition(".")[0] != ENVIRONMENT]
    return parsed


def _inline(settings: Settings) -> Iterator[tuple[Key, str | None]]:
    """The way to each prompt whose text stands here, and its label."""
    prompts = settings.get("prompts")
    listed = list(enumerate(prompts)) if isinstance(prompts, list) else []
    given: list[tuple[Key, Any]] = [(("prompts", index), prompt) for index, prompt in listed]
    for key, prompt in given or [(("prompts",), prompts)]:
        if isinstance(prompt, dict) and "role" not in prompt:
            label = prompt.get("label") or prompt.get("id")
            if _stands_here(prompt.get("raw")):
                yield (*key, "raw"), label if isinstance(label, str) else None
        elif _stands_here(prompt):
            yield key, None


def _stands_here(prompt: Any) -> bool:
    if isinstance(prompt, str):
        return bool(prompt.strip()) and not _is_reference(prompt.strip())
    return is_chat(prompt)


def _is_reference(text: str) -> bool:
    if ADDRESS.fullmatch(text):
        return True
    return NO_PATH.search(text) is None and PATH.search(text) is not None


def _messages(texts: Texts, source: Source, located: Located, key: Key) -> Iterator[Message]:
    scalar = located.scalar(*key)
    if scalar is None:
        yield from texts.chat(source, located, *key)
        return
    text = Inner(source, scalar)
    chat = _json_chat(text)
    if chat is None:
        yield texts.message("", text)
    else:
        yield from texts.chat(text, chat)


def _json_chat(text: Source) -> Located | None:
    """A chat that is written as JSON in the text."""
    if not text.text.lstrip().startswith("["):
        return None
    located = json.read(text)
    return None if located.broken or not is_chat(located.settings.data) else located


def _common(source: Source, settings: Settings) -> Prompt:
    """What all prompts of the file share."""
    provider, provider_key = _provider(settings)
    at = (*provider_key, "config")
    values, keys = options.read(settings.get(*at) if provider_key else None, *at)
    return Prompt(
        source.path,
        Format.PROMPTFOO,
        Engine.NUNJUCKS,
        settings,
        (),
        model=provider,
        options=values,
        option_keys=keys,
        sample=_sample(settings),
    )


def _provider(settings: Settings) -> tuple[str | None, Key]:
    """The model, where there is one: several are compared with each other."""
    for name in ("providers", "targets"):
        given = settings.get(name)
        if isinstance(given, str):
            return given, (name,)
        if isinstance(given, list) and len(given) == 1:
            only = given[0]
            model = only.get("id") if isinstance(only, dict) else only
            return model if isinstance(model, str) else None, (name, 0)
    return None, ()


def _sample(settings: Settings) -> dict[str, Any]:
    """The variables of all tests."""
    tests = settings.get("tests")
    default = settings.get("defaultTest", "vars")
    values = dict(default) if isinstance(default, dict) else {}
    for test in tests if isinstance(tests, list) else ():
        given = test.get("vars") if isinstance(test, dict) else None
        values |= given if isinstance(given, dict) else {}
    return values
