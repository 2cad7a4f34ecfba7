"""The file is called otherwise than the prompt in it.

## Why

People look for a prompt by its name and open files by theirs. When the two part, a copy is edited
and the original runs.

## Bad

`prompts/old-answer.prompty`:

```yaml
name: answer
```

## Good

`prompts/answer.prompty`, or with its version `prompts/answer-2.1.0.prompty`,
`prompts/answer-v2.prompty`:

```yaml
name: answer
metadata:
  version: 2.1.0
```

A Dotprompt variant carries its name behind a dot: `answer.formal.prompt`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from goldenpath_hooks.prompts.document import Format
from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(severity=Severity.HOUSE, remedy="rename one of the two", formats=VERSIONED)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    stem = PurePath(prompt.path).stem
    if prompt.format is Format.DOTPROMPT:
        stem = stem.removeprefix("_").partition(".")[0]
    if prompt.name and stem not in set(_stems(prompt.name, prompt.version)):
        message = f"the file is called {stem!r} and the prompt {prompt.name!r}"
        yield Hit(prompt.settings.at("name"), message)


def _stems(name: str, version: str | None) -> Iterator[str]:
    yield name
    numbers = version.split(".") if version else []
    for count in range(1, len(numbers) + 1):
        shown = ".".join(numbers[:count])
        yield f"{name}-{shown}"
        yield f"{name}-v{shown}"
