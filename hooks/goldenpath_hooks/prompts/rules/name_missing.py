"""The prompt has no name.

## Why

Locks, flags, traces and evaluations refer to a prompt by its name. Prompty requires one; without it
a file can be moved, and nothing that refers to it notices.

## Bad

```yaml
description: Answers a question.
```

## Good

```yaml
name: answer
description: Answers a question.
```

A Dotprompt file is named by its file, and is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import START, Format
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(
    severity=Severity.WARNING,
    house=True,
    remedy="add `name:`",
    formats=PROMPTY | {Format.GITHUB_MODELS},
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not prompt.name:
        yield Hit(START, "the prompt has no name")
