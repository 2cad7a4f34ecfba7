"""The prompt is longer than the window of its model.

## Why

The API refuses a request that does not fit, each time. An input only makes it longer.

## Bad

A prompt of 40,000 characters, about 10,000 tokens, for `gpt-4` with its 8,192.

## Good

The same prompt for `gpt-4.1` with its 1,047,576, or the long part behind a retrieval step.

Counted are the text without the tags of the template and the sample values. Without the tokenizer
of the model that is an estimate: four characters a token for English, two for other alphabets, one
for Chinese, Japanese and Korean.

## Configure

The windows of your own models, in tokens:

```toml
[prompts.models]
"acme-chat-7b" = { window = 32768 }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.models import model
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.tokens import prompt_tokens


@rule(remedy="shorten it, or name a model with a larger window")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    known = model(prompt, settings)
    if not known or not known.window:
        return
    characters = len(prompt.settings.text) + sum(len(m.template.text) for m in prompt.messages)
    if characters <= known.window:  # no token is shorter, and an estimate takes its time
        return
    count = prompt_tokens(prompt)
    if count > known.window:
        message = f"about {count} tokens, and the window of {known.id} has {known.window}"
        yield Hit(prompt.body, message)
