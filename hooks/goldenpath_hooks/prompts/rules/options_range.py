"""A parameter of the model has a value that the API refuses.

## Why

The API answers a temperature of 3, a text where a number belongs or more output tokens than the
model has with an error 400, at every request. No test with a stubbed model finds that.

## Bad

```yaml
model:
  id: gpt-4.1-mini
  options:
    temperature: 2.5
    maxOutputTokens: 100000
```

## Good

```yaml
model:
  id: gpt-4.1-mini
  options:
    temperature: 0.2
    maxOutputTokens: 1000
```

Where the model is known, the ranges are those of its own API (Anthropic and Cohere end at a
temperature of 1), else those that all have in common. Values that are filled in later
(`${env:...}`, `{{...}}`) are left alone.

## References

- [OpenAI](https://platform.openai.com/docs/api-reference/chat/create)
- [Anthropic](https://docs.anthropic.com/en/api/messages)
- [Google](https://ai.google.dev/api/generate-content#generationconfig)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldenpath_hooks.prompts.models import Api, Model, api, apis, model
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule

NUMBERS = ("temperature", "topP", "frequencyPenalty", "presencePenalty")
INTEGERS = ("topK", "maxOutputTokens", "seed")


@rule(remedy="write a value that the API takes")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not prompt.options:
        return
    known, served = model(prompt, settings), api(prompt, settings)
    for name, value in prompt.options.items():
        if wrong := _type(name, value) or _range(name, value, served) or _most(name, value, known):
            key = prompt.option_keys.get(name, ())
            yield Hit(prompt.settings.at(*key), f"{name} is {value!r}, {wrong}")


def _type(name: str, value: Any) -> str:
    if value is None or (isinstance(value, str) and ("${" in value or "{{" in value)):
        return ""
    if name in NUMBERS and not _is_number(value):
        return "not a number"
    if name in INTEGERS and not (_is_number(value) and value == int(value)):
        return "not a whole number"
    if name == "stopSequences" and not _is_text_or_texts(value):
        return "not a list of texts"
    if name == "allowMultipleToolCalls" and not isinstance(value, bool):
        return "neither true nor false"
    return ""


def _range(name: str, value: Any, served: Api) -> str:
    if name == "stopSequences" and isinstance(value, list):
        return _too_many(len(value), served)
    if not _is_number(value):
        return ""
    low, high = served.ranges.get(name) or apis()["any"].ranges.get(name, (None, None))
    if low is not None and value < low:
        return f"less than {low}, the least that {_whose(served)} takes"
    if high is not None and value > high:
        return f"more than {high}, the most that {_whose(served)} takes"
    return ""


def _most(name: str, value: Any, known: Model | None) -> str:
    beyond = name == "maxOutputTokens" and known and known.output and _is_number(value)
    if beyond and known and known.output and value > known.output:
        return f"more than {known.output}, the most that {known.id} puts out"
    return ""


def _too_many(count: int, served: Api) -> str:
    if served.stops is not None and count > served.stops:
        return f"{count} texts, and {_whose(served)} takes {served.stops}"
    return ""


def _whose(served: Api) -> str:
    return "any API" if served.name == "any" else f"the API of {served.name}"


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and value == value and abs(value) != float("inf")


def _is_text_or_texts(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(text, str) for text in value)
    )
