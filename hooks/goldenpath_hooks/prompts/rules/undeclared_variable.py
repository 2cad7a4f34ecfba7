"""The template reads a variable that the file does not declare.

## Why

Most engines render an unknown variable as nothing: the prompt goes out with a hole in it, and the
model fills the hole. A service that declares its inputs refuses an unknown one, so nobody can ever
set it. Nine times in ten it is a slip of the pen.

## Bad

```
---
inputs:
  - name: question
    kind: string
---
user:
{{querstion}}
```

## Good

```
---
inputs:
  - name: question
    kind: string
---
user:
{{question}}
```

A file that declares nothing at all is not asked (see [inputs-missing](inputs-missing.md)). In
Prompty v1 `sample` declares too, in GitHub Models `testData`, in promptfoo `vars`, as long as all
of them stand in the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.declarations import declared
from goldenpath_hooks.prompts.nearest import nearest
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.WARNING, house=True, remedy="declare it among the inputs")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    names = declared(prompt)
    if not names:
        return
    said = set()
    for message in prompt.messages:
        for use in message.template.uses:
            if use.name not in names and use.name not in said:
                said.add(use.name)
                close = nearest(use.name, names)
                remedy = f"write {close}, or declare it among the inputs" if close else ""
                yield Hit(use.place, f"the variable {use.name!r} is not declared", remedy)
