"""The front matter has a key that its format does not know.

## Why

No loader refuses it and none reads it: `descripton` or a `temprature` at the top does nothing, and
nobody is told.

## Bad

```yaml
name: answer
descripton: Answers a question.
```

## Good

```yaml
name: answer
description: Answers a question.
metadata:
  owner: "@acme/ai-team"
```

What belongs to you goes under `metadata` (Prompty v2, Dotprompt). Dotprompt hands unknown keys on
to the program, so there only a key that resembles a known one is shown. promptfoo's configuration
is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Format
from goldenpath_hooks.prompts.nearest import nearest
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

KEYS = {
    Format.PROMPTY_V2: (
        *("name", "displayName", "description", "metadata", "model", "inputs", "outputs"),
        *("tools", "template", "instructions"),
    ),
    Format.PROMPTY_V1: (
        *("name", "description", "authors", "tags", "version", "base", "basePrompty", "model"),
        *("sample", "inputs", "outputs", "template", "tools", "file", "metadata"),
    ),
    Format.DOTPROMPT: (
        *("name", "variant", "version", "description", "model", "tools", "toolDefs", "config"),
        *("input", "output", "metadata", "ext", "raw"),
    ),
    Format.GITHUB_MODELS: (
        *("name", "description", "model", "modelParameters", "responseFormat", "jsonSchema"),
        *("messages", "testData", "evaluators"),
    ),
}
ALIKE = 0.8


@rule(
    severity=Severity.WARNING,
    remedy="move it under metadata, or delete it",
    formats=frozenset(KEYS),
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    known = KEYS[prompt.format]
    for key in prompt.settings.data:
        if key not in known:
            close = nearest(key, known, ALIKE)
            if close or prompt.format is not Format.DOTPROMPT:
                remedy = f"write {close}" if close else ""
                yield Hit(prompt.settings.at(key), f"{prompt.format} knows no key {key!r}", remedy)
