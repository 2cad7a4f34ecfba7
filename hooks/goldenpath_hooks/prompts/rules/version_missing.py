"""The prompt has no version.

## Why

A prompt changes the behaviour of the service like code does. Without a version nobody can say which
text gave an answer, roll back to the one before, or let a flag choose between two.

## Bad

```yaml
name: answer
```

## Good

```yaml
name: answer
metadata:
  version: 1.0.0
```

Prompty v2 has no key of its own for it, so it stands under `metadata`. Prompty v1 and Dotprompt may
also say `version` at the top.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.places import place_of
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.HOUSE, remedy="add `metadata: {version: 1.0.0}`", formats=VERSIONED)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not prompt.version:
        yield Hit(place_of(prompt, "version"), "no version")
