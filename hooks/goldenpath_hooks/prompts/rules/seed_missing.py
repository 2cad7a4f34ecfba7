"""A prompt that is meant to answer the same every time has no seed.

## Why

A temperature of 0 says that answers should not vary, and an evaluation compares answers of two
runs. Without a seed the model still draws at random where two tokens are as likely, and a quality
gate blames a change of the prompt for what was chance.

## Bad

```yaml
model:
  id: gpt-4.1-mini
  options:
    temperature: 0
```

## Good

```yaml
model:
  id: gpt-4.1-mini
  options:
    temperature: 0
    seed: 7
```

Asked where the temperature is 0 or the file holds its own evaluation, and only of models whose API
takes a seed and does not refuse a temperature. A seed is best effort: compare several runs even so.

## References

- [Reproducible outputs](https://platform.openai.com/docs/advanced-usage#reproducible-outputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.models import model
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

EVALUATION = ("evaluators", "tests", "assert")


@rule(severity=Severity.HOUSE, remedy="add a seed, any integer, to the model's options")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not _is_meant_to_repeat(prompt) or prompt.options.get("seed") is not None:
        return
    known = model(prompt, settings)
    if known and "seed" in known.api.takes and not {"seed", "temperature"} & {*known.refuses}:
        key = prompt.option_keys.get("temperature", ("model",))
        yield Hit(prompt.settings.at(*key), "answers are meant to repeat, and there is no seed")


def _is_meant_to_repeat(prompt: Prompt) -> bool:
    temperature = prompt.options.get("temperature")
    still = temperature == 0 and not isinstance(temperature, bool)
    return still or any(prompt.settings.get(key) for key in EVALUATION)
