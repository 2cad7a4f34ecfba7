"""What formats share that are a text with front matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from goldenpath_hooks.prompts import front_matter, roles
from goldenpath_hooks.prompts.document import (
    Engine,
    Format,
    Key,
    Problem,
    Prompt,
    Settings,
)
from goldenpath_hooks.prompts.engines import language
from goldenpath_hooks.prompts.engines.parsed import Broken, Parsed
from goldenpath_hooks.prompts.located import Scalar
from goldenpath_hooks.prompts.notations import yaml
from goldenpath_hooks.prompts.source import Source


@dataclass(frozen=True)
class Head:
    """The front matter, and where the body begins behind it."""

    settings: Settings = field(default_factory=Settings)
    scalars: Mapping[Key, Scalar] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    body: int = 0
    broken: bool = False

    def text(self, *key: str | int) -> str | None:
        """A scalar as written: the version 1.10 is not the number 1.1."""
        scalar = self.scalars.get(key)
        return scalar.text if scalar and self.settings.get(*key) is not None else None


def read_head(source: Source, *, after_comments: bool = False) -> Head | Problem:
    found = front_matter.find(source, after_comments=after_comments)
    if found is None or isinstance(found, Problem):
        return found or Head()
    located = yaml.read(source, found.start, found.end)
    settings, problems, broken = located.settings, located.problems, located.broken
    if broken or settings.data is None:
        settings = Settings(text=settings.text)
    elif not isinstance(settings.data, dict):
        place = source.place(found.start)
        message = "the front matter is not a mapping"
        return Problem("prompt-format", place, message, "write it as `key: value` lines")
    return Head(settings, located.scalars, problems, found.body, broken)


def body_prompt(
    source: Source,
    head: Head,
    format_: Format,
    engine: Engine,
    parse: Callable[[str], Parsed] | None = None,
    marker: re.Pattern[str] = roles.MARKER,
) -> tuple[Prompt | None, tuple[Problem, ...]]:
    """The prompt without what its front matter says; none where its engine refuses the text."""
    text, locate = source.text[head.body :], source.since(head.body)
    try:
        parsed = parse(text) if parse else language.parse(engine, text)
    except Broken as broken:
        return None, (broken.problem(locate),)
    messages = roles.split(text, parsed, engine, locate, marker)
    body = locate(0)
    prompt = Prompt(source.path, format_, engine, head.settings, messages, body=body)
    return prompt, ()
