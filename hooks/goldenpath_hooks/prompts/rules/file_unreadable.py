"""A file cannot be read.

## Why

What cannot be read was not judged, and must not pass. A link that leads out of the repository, a
pipe or a file of many megabytes is not opened: a pull request may bring any of them.

## Bad

```
prompts/answer.prompty -> /etc/passwd
```

## Good

```
prompts/answer.prompty -> shared/answer.prompty
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule


@rule(remedy="put a plain file there, or exclude it")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    yield from ()  # found by the command, before there is a prompt
