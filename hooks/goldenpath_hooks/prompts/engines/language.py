"""The engines by name, each imported when a file needs it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from goldenpath_hooks.prompts.document import Engine
from goldenpath_hooks.prompts.engines.parsed import Parsed

PACKAGE = "goldenpath_hooks.prompts.engines"


def parse(engine: Engine, text: str) -> Parsed:
    """What a text reads and does; `Broken` where its engine would refuse it."""
    if engine is Engine.NONE or "{" not in text:
        return Parsed()
    parser: Callable[[str], Parsed] = import_module(f"{PACKAGE}.{engine.value}").parse
    return parser(text)
