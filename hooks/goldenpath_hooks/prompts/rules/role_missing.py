"""A prompt has no system or no user message.

## Why

Without a system message, what the model is told to do and what a user typed share one message, and
the model cannot tell them apart. Without a user message, most APIs refuse the request, or the model
answers nobody.

A prompt that is sent as one text, without any role, is legal. In Prompty all of it becomes one
system message, which is seldom meant; in the other formats it becomes the user's message, and
nothing is said.

## Bad

```
---
name: answer
---
user:
Answer in one sentence: {{question}}
```

## Good

```
---
name: answer
---
system:
Answer in one sentence.

user:
{{question}}
```

An input of kind `thread` brings messages of its own, so a user message is not missed beside one.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.speakers import KNOWN, SYSTEM, brings_messages


@rule(
    severity=Severity.WARNING, remedy="put the instructions under system and the input under user"
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    roles = {message.role for message in prompt.messages if message.role}
    if roles - KNOWN:
        return  # a misspelt one is one fault, not two
    if not roles:
        if prompt.format in PROMPTY and prompt.messages:
            yield Hit(prompt.body, "there is no role marker, so all of this is one system message")
        return
    # The text before the first marker of Prompty is the system's.
    before = any(not message.role and message.template.text.strip() for message in prompt.messages)
    if not roles & SYSTEM and not (before and prompt.format in PROMPTY):
        yield Hit(prompt.messages[0].place, "there is no system message")
    if "user" not in roles and not brings_messages(prompt):
        yield Hit(prompt.messages[-1].place, "there is no user message")
