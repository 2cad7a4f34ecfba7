"""The model is none that we know of.

## Why

A misspelt or retired model is found out by the first request: a 404 from the API, often in
production only, because tests run against a stub. Every other check of the model, such as its
window or the parameters it takes, is silent too while the model is not known.

## Bad

```yaml
model:
  id: gpt-4.1-minni
```

## Good

```yaml
model:
  id: gpt-4.1-mini
```

Dated versions, `-latest`, sizes and the spellings of hosts (`openai/gpt-4.1`,
`openai:chat:gpt-4.1`) are known with their family. Names of deployments on Azure, local models and
whatever stands behind `${env:...}` or `{{...}}` are left alone: they are anybody's.

## Configure

Models of your own, with their window in tokens and, if you like, the most that they put out:

```toml
[prompts.models]
"acme-chat-7b" = { window = 32768, output = 4096 }
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Key
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.models import VENDORS, families, model, vendor
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

DYNAMIC = ("${", "{{", "$(", "<")
KEYS: tuple[Key, ...] = (("model",), ("providers", 0), ("targets", 0))


@rule(severity=Severity.WARNING, remedy="correct the id, or add it to [prompts.models]")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    name = prompt.model
    if name and _is_vendors(prompt, name) and model(prompt, settings) is None:
        key = next((key for key in KEYS if prompt.settings.get(*key) is not None), ())
        said = f"the model {name} is not known{_instead(name)}"
        yield Hit(prompt.settings.at(*key), said)


def _is_vendors(prompt: Prompt, name: str) -> bool:
    """Whether the id is one that a vendor gives, rather than the name of a deployment."""
    if any(mark in name for mark in DYNAMIC):
        return False
    if prompt.format in PROMPTY:
        provider = str(prompt.settings.get("model", "provider") or "openai").lower()
        kind = str(prompt.settings.get("model", "configuration", "type") or "openai").lower()
        return provider in VENDORS and kind in VENDORS
    # promptfoo has providers without a model too, such as anthropic:claude-agent-sdk.
    return vendor(name) in VENDORS and bool(re.search("[0-9]", name))


def _instead(name: str) -> str:
    from difflib import get_close_matches  # 3 ms, and a rare need

    near = get_close_matches(name.lower().rpartition("/")[2][:100], families(), n=1, cutoff=0.8)
    return f", did you mean {near[0]}" if near else ""
