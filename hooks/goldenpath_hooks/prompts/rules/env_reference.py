"""The prompt reads an environment variable that is not on the allow-list.

## Why

Prompty replaces `${env:NAME}` wherever a string of the front matter holds it, and the result may
end up in a message to the model. A prompt that comes with a pull request could so send
`${env:DATABASE_URL}` to a third party. Which variables a prompt may read is a decision, and it is
written down.

## Bad

```yaml
description: Answers for ${env:DATABASE_URL}
```

## Good

```yaml
model:
  connection:
    kind: reference
    name: chat
```

## Configure

```toml
[prompts]
env_allowed = ["MODEL_*", "APP_LANGUAGE"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.texts import strings

REFERENCE = re.compile(r"\$\{env:([^:}\s]{1,200})")


@rule(
    severity=Severity.HOUSE,
    remedy="add it to env_allowed under [prompts], or do without it",
    formats=PROMPTY,
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if "${env:" not in prompt.settings.text:
        return
    for key, text in strings(prompt.settings.data):
        for name in REFERENCE.findall(text):
            if not any(fnmatchcase(name, allowed) for allowed in settings.env_allowed):
                said = f"the environment variable {name} is not on the allow-list"
                yield Hit(prompt.settings.at(*key), said)
