"""A declared input is used nowhere.

## Why

Callers must fill it in, evaluations vary it, reviewers wonder about it, and the answer does not
depend on it. Often the template was meant to use it, and the name is misspelt there.

## Bad

```
---
inputs:
  - name: question
    kind: string
  - name: language
    kind: string
---
user:
{{question}}
```

## Good

```
---
inputs:
  - name: question
    kind: string
  - name: language
    kind: string
---
system:
Answer in {{language}}.

user:
{{question}}
```

An input that only a tool is bound to counts as used. Nothing is said where the template includes
another file: that one may use it.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.declarations import reads_unseen, used
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.WARNING, remedy="use it in the template, or delete it")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if reads_unseen(prompt):
        return
    names = used(prompt)
    for field in prompt.inputs or ():
        if field.name and field.name not in names:
            yield Hit(field.place, f"the input {field.name!r} is used nowhere")
