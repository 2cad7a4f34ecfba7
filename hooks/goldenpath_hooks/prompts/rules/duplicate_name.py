"""Two files hold the same version of the same prompt.

## Why

Whoever asks for a prompt by name and version gets one of the two, by chance or by the order of the
folder.

## Bad

`prompts/answer.prompty` and `prompts/copy-of-answer.prompty`:

```yaml
name: answer
metadata:
  version: 1.0.0
```

## Good

The copy has a name or a version of its own:

```yaml
name: answer
metadata:
  version: 1.1.0
```

Only the files of one run are compared, so a commit of one file does not see the other; the run over
all files in the pipeline does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(
    severity=Severity.HOUSE,
    remedy="give one of them another name or version",
    formats=VERSIONED,
    across=True,
)
def check_all(prompts: Sequence[Prompt], settings: LintSettings) -> Iterator[tuple[Prompt, Hit]]:
    first: dict[tuple[object, ...], Prompt] = {}
    for prompt in sorted(prompts, key=lambda prompt: prompt.path):
        if prompt.name:
            identity = (prompt.name, prompt.version, str(prompt.settings.get("variant")))
            other = first.setdefault(identity, prompt)
            if other.path != prompt.path:
                which = f"{prompt.name} {prompt.version or ''}".strip()
                message = f"{which} stands in {other.path} too"
                yield prompt, Hit(prompt.settings.at("name"), message)
