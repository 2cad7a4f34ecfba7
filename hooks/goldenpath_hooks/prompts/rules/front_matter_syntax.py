"""The front matter, or the document, is no valid YAML or JSON.

## Why

The loader stops. Or, where front matter is never closed, it takes all of it for the prompt; and of
two keys of the same name it keeps one and says nothing.

## Bad

```
---
name: answer
description: Answers: a question
---
```

## Good

```
---
name: answer
description: "Answers: a question"
---
```

The other rules wait until the file can be read: nothing else is said about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule


@rule(remedy="mend the YAML")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    yield from ()  # found while reading, see Document.problems
