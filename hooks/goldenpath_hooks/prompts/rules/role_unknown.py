"""A message has a role that no API knows.

## Why

An API refuses a message whose role it does not know, with status 400, on the first request. The
roles are `system`, `developer`, `user`, `assistant`, `tool` and `function` (OpenAI and those who
follow it), and `model` (Gemini).

## Bad

```yaml
messages:
  - role: sytem
    content: Answer in one sentence.
  - role: user
    content: "{{question}}"
```

## Good

```yaml
messages:
  - role: system
    content: Answer in one sentence.
  - role: user
    content: "{{question}}"
```

A role word in a text file that is no marker, such as `Human:` in Prompty, is a matter of
[role-forgery](role-forgery.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.nearest import nearest
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.speakers import KNOWN


@rule(remedy=f"use one of {', '.join(sorted(KNOWN))}")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        if message.role and message.role not in KNOWN and "{" not in message.role:
            close = nearest(message.role, KNOWN)
            remedy = f"write {close}" if close else ""
            yield Hit(message.place, f"no API knows the role {message.role!r}", remedy)
