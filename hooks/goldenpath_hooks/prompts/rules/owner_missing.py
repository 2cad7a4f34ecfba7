"""The prompt has no owner.

## Why

When an answer goes wrong at night, somebody must be found who knows what the prompt was meant to
do.

## Bad

```yaml
name: answer
```

## Good

```yaml
name: answer
metadata:
  owner: "@acme/ai-team"
```

Name a team rather than a person: teams stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.places import place_of
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.HOUSE, remedy="name a team under metadata.owner", formats=VERSIONED)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not (prompt.owner or "").strip():
        yield Hit(place_of(prompt, "owner"), "the prompt has no owner")
