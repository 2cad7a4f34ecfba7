"""The prompt takes inputs and declares none.

## Why

The declaration is the contract between the prompt and those who call it: it names what must be
given, gives it a kind, and lets a gate tell a compatible change from a breaking one. Without it,
each of them reads the template and guesses.

## Bad

```
---
name: answer
---
user:
{{question}}
```

## Good

```
---
name: answer
inputs:
  - name: question
    kind: string
---
user:
{{question}}
```

Example values (`sample`) are no declaration.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.declarations import refers, used
from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.HOUSE, remedy="declare them under inputs", formats=VERSIONED)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    names = sorted(used(prompt))
    if prompt.inputs is None and names and not refers(prompt, "input"):
        yield Hit(prompt.body, f"the prompt takes {', '.join(names)} and declares no inputs")
