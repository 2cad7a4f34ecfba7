"""The strings of a prompt, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_hooks.prompts.document import Key, Prompt

EXAMPLES = frozenset(
    ("sample", "samples", "default", "example", "examples", "testData", "tests", "defaultTest")
)
"""The keys under which the formats keep the values of an example."""


def strings(data: Any) -> Iterator[tuple[Key, str]]:
    """The strings within data, in reading order, each with the way to it.

    What an alias repeats is visited once: a few lines of YAML can stand for billions of strings.
    """
    seen: set[int] = set()
    waiting: list[tuple[Key, Any]] = [((), data)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, Mapping | list | tuple) and id(value) not in seen:
            seen.add(id(value))
            items = value.items() if isinstance(value, Mapping) else enumerate(value)
            waiting.extend([((*key, step), inner) for step, inner in items][::-1])


def examples(prompt: Prompt) -> Iterator[tuple[Key, str]]:
    """The strings of the settings that stand for what a user may send one day."""
    for key, text in strings(prompt.settings.data):
        if not EXAMPLES.isdisjoint(key):
            yield key, text
