"""The prompt has no description.

## Why

Reviewers and catalogues show one line per prompt. Without it they show the template.

## Bad

```yaml
name: answer
```

## Good

```yaml
name: answer
description: Answers a question from the retrieved passages, with sources.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Format
from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(
    severity=Severity.HOUSE,
    remedy="say in one line what it is for, under description",
    formats=VERSIONED | {Format.GITHUB_MODELS},
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not (prompt.description or "").strip():
        yield Hit(prompt.settings.at("description"), "the prompt has no description")
