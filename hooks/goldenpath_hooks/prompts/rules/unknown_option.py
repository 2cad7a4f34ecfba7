"""The model, or the format, does not take this parameter.

## Why

A parameter that nobody knows is dropped silently by some runtimes and answered with an error by
some APIs. Reasoning models refuse `temperature` and its kin; Anthropic has no `seed`, OpenAI no
`topK`. Whoever set it relies on something that does not happen.

## Bad

```yaml
model:
  id: o3-mini
  options:
    temperature: 0.2
    maxTokens: 500
```

## Good

```yaml
model:
  id: o3-mini
  options:
    maxOutputTokens: 500
```

Prompty v2 knows ten names, and what only your provider knows belongs under `additionalProperties`.
In the other formats any name passes, but for slips such as `temprature`.

## References

- [Reasoning models and their parameters](https://learn.microsoft.com/en-us/azure/ai-foundry/openai/how-to/reasoning)
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.models import api, apis, model
from goldenpath_hooks.prompts.rules import Format, Hit, LintSettings, Prompt, Severity, rule

SLIPS = {
    "temprature": "temperature",
    "temperture": "temperature",
    "tempreture": "temperature",
    "temperatur": "temperature",
    "temparature": "temperature",
    "temp": "temperature",
    "max_token": "max_tokens",
    "maxToken": "maxTokens",
    "top-p": "top_p",
    "stops": "stop",
}
"""What hasty hands write in formats that take any name."""


@rule(severity=Severity.WARNING, remedy="remove it")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not prompt.options:
        return
    known = model(prompt, settings)
    refused = known.refuses if known else ()
    served, every = api(prompt, settings), apis()["any"].takes
    for name, value in prompt.options.items():
        key = prompt.option_keys.get(name, (name,))
        place, written = prompt.settings.at(*key), str(key[-1])
        yield from (Hit(place, *said) for said in _foreign(name, written, prompt.format))
        if known and name in refused and not _is_default(name, value):
            yield Hit(place, f"{known.id} does not take {name}")
        elif name in every and name not in served.takes:
            yield Hit(place, f"the API of {served.name} does not take {name}")


def _foreign(name: str, written: str, form: Format) -> Iterator[tuple[str, str]]:
    """Only Prompty v2 has a closed list of names; elsewhere a slip alone is told."""
    if written in SLIPS:
        yield f"{written} is no parameter", f"write {SLIPS[written]}"
    elif form is not Format.PROMPTY_V2:
        return
    elif name in apis()["any"].takes and written != name:
        yield f"Prompty knows no {written}", f"write {name}"
    elif name not in apis()["any"].takes and name != "additionalProperties":
        yield f"Prompty knows no parameter {written}", "move it under additionalProperties"


def _is_default(name: str, value: object) -> bool:
    """Reasoning models do accept the one value that changes nothing."""
    return value == (1 if name in ("temperature", "topP") else 0)
