"""The name of a prompt is no portable id.

## Why

The name becomes a part of a file name, a flag's value, a label of a metric and a URL. Blanks,
capitals and slashes survive some of these and not others.

## Bad

```yaml
name: Answer a Question
```

## Good

```yaml
name: answer-a-question
```

Lower-case letters and digits, with single hyphens, dots or underscores between them, at most 64
characters. Prompty v2 shows people `displayName`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

NAME = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
LONGEST = 64


@rule(
    severity=Severity.HOUSE,
    remedy="use lower-case letters, digits and single hyphens",
    formats=VERSIONED,
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if prompt.name and not (len(prompt.name) <= LONGEST and NAME.fullmatch(prompt.name)):
        yield Hit(prompt.settings.at("name"), f"the name {prompt.name!r} is no portable id")
