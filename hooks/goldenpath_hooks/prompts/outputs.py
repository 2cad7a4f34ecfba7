"""What a prompt says about its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from goldenpath_hooks.prompts.document import Prompt

KINDS = ("string", "integer", "float", "number", "boolean", "array", "object", "union")
"""The kinds of Prompty v2 that have a counterpart in JSON."""


def is_strict(prompt: Prompt) -> bool:
    """Whether the API is asked to hold the answer to the schema: `strict: true` beside it."""
    key = prompt.outputs_key
    around = [prompt.settings.get(*key[:end]) for end in range(len(key), 0, -1)]
    return any(_says_strict(value) for value in around)


def _says_strict(value: Any) -> bool:
    if isinstance(value, str):  # GitHub Models: JSON in a string
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return False
    return isinstance(value, Mapping) and value.get("strict") is True
