"""A role stands there without a text.

## Why

Some APIs refuse a message without content; the others send it, and the model sees a turn in which
nobody said a thing. Mostly the text was moved and its marker stayed.

## Bad

```
system:

user:
{{question}}
```

## Good

```
system:
Answer in one sentence.

user:
{{question}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.WARNING, remedy="write its text, or delete the marker")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        if message.role and not message.template.text.strip():
            yield Hit(message.place, f"the {message.role} message is empty")
