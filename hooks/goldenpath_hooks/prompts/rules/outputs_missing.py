"""The prompt asks for JSON and declares no outputs.

## Why

Whoever parses the answer relies on its fields. Declared, the model is held to them by structured
outputs, a contract test can compare them, and a renamed field is seen as the breaking change that
it is. A prompt that answers in plain text needs no outputs, and is not asked for any.

## Bad

```
---
name: rate
---
system:
Rate the text. Respond in JSON with the fields score and reason.
```

## Good

```
---
name: rate
outputs:
  - name: score
    kind: integer
    required: true
  - name: reason
    kind: string
    required: true
---
system:
Rate the text.
```

A prompt asks for JSON where its text says so ("respond in JSON", "return a JSON object") or its
parameters do (`response_format`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.declarations import refers
from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

ASKS = re.compile(
    r"\b(?:respond|reply|answer|return|output|produce|emit|write|generate|format)(?:ted|s)?\b"
    r"[^.\n]{0,60}\bJSON\b",
    re.IGNORECASE,
)
OPTIONS = ("responseFormat", "response_format")


@rule(severity=Severity.HOUSE, remedy="declare them under outputs", formats=VERSIONED)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if prompt.outputs_schema is not None or refers(prompt, "output"):
        return
    if any("json" in str(prompt.options.get(option)) for option in OPTIONS):
        yield Hit(prompt.body, "the answer is JSON and its outputs are not declared")
        return
    for message in prompt.messages:
        if match := ASKS.search(message.template.text):
            place = spot(message.template, match.start())
            yield Hit(place, "the prompt asks for JSON and declares no outputs")
            return
