"""Model parameters under one name, that of Prompty v2, whatever the file calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenpath_hooks.prompts.document import Key

NAMES = {
    "temperature": ("temperature",),
    "topP": ("topp",),
    "topK": ("topk",),
    "frequencyPenalty": ("frequencypenalty",),
    "presencePenalty": ("presencepenalty",),
    "seed": ("seed",),
    "maxOutputTokens": (
        "maxtokens",
        "maxoutputtokens",
        "maxcompletiontokens",
        "maxnewtokens",
        "maxlength",
    ),
    "stopSequences": ("stop", "stopsequences"),
    "allowMultipleToolCalls": ("allowmultipletoolcalls", "paralleltoolcalls"),
}
CANONICAL = {spelling: name for name, spellings in NAMES.items() for spelling in spellings}


def read(given: Any, *key: str | int) -> tuple[dict[str, Any], dict[str, Key]]:
    """The options that stand at a key, and where each of them does."""
    options: dict[str, Any] = {}
    keys: dict[str, Key] = {}
    for written, value in given.items() if isinstance(given, Mapping) else ():
        plain = str(written).lower().replace("_", "").replace("-", "")
        name = CANONICAL.get(plain, str(written))
        options.setdefault(name, value)
        keys.setdefault(name, (*key, written))
    return options, keys
