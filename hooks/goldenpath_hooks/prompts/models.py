"""What is known of models and of the APIs that serve them: the tables in `models.json`.

A family stands under the shortest id that tells it: `gpt-4.1` is also `openai/gpt-4.1`,
`openai:chat:gpt-4.1-2025-04-14` and `gpt-4.1-latest`. A window is the largest that its vendor
sells, an output the largest that any source names, so that nobody is told off for too much.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from goldenpath_hooks.prompts.document import Format, Prompt
from goldenpath_hooks.prompts.settings import LintSettings

Range = tuple[float | None, float | None]

VARIANT = re.compile(
    r"(?:[-@:](?:\d{2,}(?:\.\d+)?[bkm]?|\d+(?:\.\d+)?[bkme]|v\d+(?:\.\d+)?|[ae]\d+b|latest|preview|exp|experimental|beta|instruct|it|hf|fp8"
    r"|versatile|instant|turbo|fast|free|thinking|online|search|audio|realtime|api|chat|tts|vision"
    r"|distill|qwen|llama|customtools|native|dialog|live|generate|reasoning|maas)|:\d)*"
)
"""What may follow the id of a family: dates, sizes, stages, and what hosts add. A single digit is
a version, and another family."""
BREAK = re.compile(r"[/:.]")
ELSEWHERE = ("openrouter", "bedrock", "litellm", "together", "fireworks", "replicate", "portkey")
"""They take other parameters than the vendors themselves."""
VENDORS = frozenset((
    "openai", "anthropic", "google", "googleai", "gemini", "vertexai", "mistral", "mistralai",
    "mistral-ai", "deepseek", "xai", "cohere"
))  # fmt: skip
"""Where the id of a model is the vendor's own: elsewhere it may be anybody's."""


@dataclass(frozen=True)
class Api:
    """`ranges`: option to its least and greatest value; `stops`: the most stop sequences."""

    name: str
    ranges: Mapping[str, Range]
    takes: frozenset[str]
    stops: int | None


@dataclass(frozen=True)
class Model:
    """`window` and `output` are in tokens, None where nobody says."""

    id: str
    api: Api
    window: int | None = None
    output: int | None = None
    refuses: tuple[str, ...] = ()


def model(prompt: Prompt, settings: LintSettings) -> Model | None:
    """The model that the prompt names, where it is in the table or in `[prompts.models]`."""
    if not prompt.model:
        return None
    own = settings.models.get(prompt.model)
    found = family(prompt.model)
    if own is not None:
        found = found or Model(prompt.model, apis()["any"])
        window, output = own.get("window", found.window), own.get("output", found.output)
        return replace(found, window=window, output=output)
    if found and _elsewhere(prompt):
        return replace(found, api=apis()["any"], output=None, refuses=())
    return found


def api(prompt: Prompt, settings: LintSettings) -> Api:
    """The API of the model, or what all of them have in common."""
    found = model(prompt, settings)
    return found.api if found else apis()["any"]


@lru_cache(maxsize=1000)
def family(name: str) -> Model | None:
    """The model of an id, however its host spells it."""
    for tail in _tails(name.strip().lower()):
        found = [_longest(spelling) for spelling in (tail, tail.replace(".", "-"))]
        if known := [one for one in found if one]:
            return max(known, key=lambda one: len(one.id))
    return None


def vendor(name: str) -> str:
    """What stands before the id: `openai` of `openai:chat:gpt-4.1`; "" where nothing does."""
    head, _, rest = name.lower().partition("/")
    return head if rest else name.lower().partition(":")[0] if ":" in name else ""


@cache
def apis() -> Mapping[str, Api]:
    return {
        name: Api(
            name,
            {option: (low, high) for option, (low, high) in table["ranges"].items()},
            frozenset(table["takes"]) | table["ranges"].keys(),
            table["stops"],
        )
        for name, table in _tables()["apis"].items()
    }


@cache
def families() -> Mapping[str, Model]:
    return {
        name: Model(name, apis()[group["api"]], window, output, tuple(group["refuses"]))
        for group in _tables()["families"]
        for name, (window, output) in group["models"].items()
    }


def _longest(name: str) -> Model | None:
    known = families()
    for end in range(len(name), 1, -1):
        if name[:end] in known and VARIANT.fullmatch(name, end):
            return known[name[:end]]
    return None


def _tails(name: str) -> Iterator[str]:
    if len(name) > 200:  # longer than any id, and the search below is quadratic
        return
    yield name
    for mark in BREAK.finditer(name):
        yield name[mark.end() :]


def _elsewhere(prompt: Prompt) -> bool:
    host = f"{prompt.settings.get('model', 'provider') or ''} {prompt.model}".lower()
    return prompt.format is Format.GITHUB_MODELS or any(name in host for name in ELSEWHERE)


@cache
def _tables() -> Any:
    return json.loads(Path(__file__).with_name("models.json").read_bytes())
