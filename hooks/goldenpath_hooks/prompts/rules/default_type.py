"""The default of an input is of another kind than the input.

## Why

A default is used when nobody is looking. Text where a number belongs is written into the prompt as
it is, or stops the loader; `"false"` as a boolean is true.

## Bad

```yaml
inputs:
  - name: limit
    kind: integer
    default: "5"
```

## Good

```yaml
inputs:
  - name: limit
    kind: integer
    default: 5
```

A default that is filled in when the file is loaded, such as `${env:LIMIT}`, is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.declarations import fits
from goldenpath_hooks.prompts.document import MISSING
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.WARNING, house=True, remedy="write a value of that kind")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for field in prompt.inputs or ():
        if field.default is not MISSING and field.kind and not fits(field.default, field.kind):
            found = type(field.default).__name__
            yield Hit(field.place, f"the default of {field.name!r} is {found}, not {field.kind}")
