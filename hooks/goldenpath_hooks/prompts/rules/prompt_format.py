"""The file is no prompt of its format.

## Why

A file that no loader can take for a prompt is found by the first request instead: front matter that
is a list, bytes that are no UTF-8, a schema that is no JSON, a file of megabytes.

## Bad

```
---
- answer
---
user:
{{question}}
```

## Good

```
---
name: answer
---
user:
{{question}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule


@rule(remedy="mend the file")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    yield from ()  # found while reading, see Document.problems
