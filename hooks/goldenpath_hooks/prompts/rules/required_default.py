"""A required input has a default.

## Why

The two contradict each other: whoever must give a value never needs the default. Loaders disagree
on which of the two holds, so the same prompt refuses a request in one service and answers it in the
next.

## Bad

```yaml
inputs:
  - name: tone
    kind: string
    required: true
    default: formal
```

## Good

```yaml
inputs:
  - name: tone
    kind: string
    default: formal
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import MISSING
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(
    severity=Severity.WARNING,
    remedy="delete `required: true` or the default",
    formats=PROMPTY,
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for field in prompt.inputs or ():
        if field.required is True and field.default is not MISSING and field.default is not None:
            yield Hit(field.place, f"the input {field.name!r} is required and has a default")
