"""The prompt reads a file that is not on the allow-list.

## Why

Prompty replaces `${file:path}` by the content of the file, which may end up in a message to the
model. The file is part of the prompt then: whoever changes it changes the prompt, and neither its
version nor its review show it.

## Bad

```yaml
sample: ${file:../../exports/customers.json}
```

## Good

```yaml
sample: ${file:samples/question.json}
```

## Configure

The globs are those of the files that may be read, from the root of the repository:

```toml
[prompts]
file_allowed = ["prompts/samples/*.json"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, isabs, join, normpath, relpath

from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Place, Prompt, Severity, rule
from goldenpath_hooks.prompts.settings import within
from goldenpath_hooks.prompts.texts import strings

REFERENCE = re.compile(r"\$\{file:([^}\n]{1,500})\}")


@rule(
    severity=Severity.HOUSE,
    remedy="add it to file_allowed under [prompts], or write its content into the prompt",
    formats=PROMPTY,
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for place, path in references(prompt):
        if not within(target(prompt, path), settings.file_allowed):
            yield Hit(place, f"the file {path} is not on the allow-list")


def references(prompt: Prompt) -> Iterator[tuple[Place, str]]:
    """The files that the front matter names."""
    if "${file:" in prompt.settings.text:
        for key, text in strings(prompt.settings.data):
            for path in REFERENCE.findall(text):
                yield prompt.settings.at(*key), path.strip()


def target(prompt: Prompt, path: str) -> str:
    """The file from where the prompt's own path starts: the root of the repository."""
    here = relpath(prompt.path) if isabs(prompt.path) else prompt.path
    folder = dirname(prompt.path.lstrip("/") if here.startswith("..") else here)
    return normpath(join(folder, path.replace("\\", "/")))
