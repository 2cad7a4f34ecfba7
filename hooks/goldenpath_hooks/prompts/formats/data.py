"""What formats share that are YAML or JSON with texts in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from goldenpath_hooks.prompts import roles
from goldenpath_hooks.prompts.aligned import Inner
from goldenpath_hooks.prompts.document import Engine, Key, Message, Problem
from goldenpath_hooks.prompts.engines.parsed import Broken, Parsed
from goldenpath_hooks.prompts.located import Located
from goldenpath_hooks.prompts.notations import json, yaml
from goldenpath_hooks.prompts.source import Source


def read_data(source: Source) -> Located:
    return json.read(source) if source.path.endswith(".json") else yaml.read(source)


@dataclass
class Texts:
    """Reads texts in one language and collects those that its engine would refuse."""

    engine: Engine
    parse: Callable[[str], Parsed]
    problems: list[Problem] = field(default_factory=list)

    def message(self, role: str, text: Source) -> Message:
        try:
            parsed = self.parse(text.text)
        except Broken as broken:
            self.problems.append(broken.problem(text.place))
            parsed = Parsed()
        piece = roles.whole(text.text)._replace(role=role)
        return roles.message(piece, text.text, parsed, self.engine, text.place)

    def chat(self, source: Source, located: Located, *key: str | int) -> Iterator[Message]:
        """A list of `{role, content}`; content may be a list of parts."""
        for index, item in enumerate(located.settings.get(*key)):
            role = item.get("role") if isinstance(item, dict) else None
            for at in _text_keys(item, (*key, index)):
                scalar = located.scalar(*at)
                if scalar is not None:
                    yield self.message(str(role or "").lower(), Inner(source, scalar))


def is_chat(data: Any) -> bool:
    return (
        isinstance(data, list)
        and bool(data)
        and all(isinstance(item, dict) and "role" in item for item in data)
    )


def _text_keys(item: Any, key: Key) -> Iterator[Key]:
    content = item.get("content") if isinstance(item, dict) else None
    if isinstance(content, list):
        for index, part in enumerate(content):
            if isinstance(part, dict) and "text" in part:
                yield (*key, "content", index, "text")
    elif content is not None:
        yield (*key, "content")
