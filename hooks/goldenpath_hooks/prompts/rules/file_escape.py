"""A file reference leads out of the repository.

## Why

`${file:/etc/passwd}` reads what the prompt has no business with, and the content may be sent to a
third party. No allow-list makes that right; a prompt takes its files along.

## Bad

```yaml
sample: ${file:/srv/app/.env}
```

## Good

```yaml
sample: ${file:samples/question.json}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.rules.file_reference import references, target

ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z]:")


@rule(
    remedy="put the file beside the prompt and name it from there",
    formats=PROMPTY,
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for place, path in references(prompt):
        if ABSOLUTE.match(path) or target(prompt, path).startswith(".."):
            yield Hit(place, f"the file {path} lies outside the repository")
