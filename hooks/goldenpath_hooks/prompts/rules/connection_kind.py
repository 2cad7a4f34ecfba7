"""The connection is spelt out instead of named.

## Why

Where the prompt holds the endpoint, or says which key to read, it fits one environment only: a test
cannot point it at a stub, and a move of the endpoint changes every prompt. With `kind: reference`,
the service brings the connection of that name.

## Bad

```yaml
model:
  connection:
    kind: key
    endpoint: https://acme.openai.azure.com
    apiKey: ${env:AZURE_OPENAI_API_KEY}
```

## Good

```yaml
model:
  connection:
    kind: reference
    name: chat
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

PLACES = (("model", "connection"), ("model", "configuration"))
"""Of Prompty v2 and v1."""
SPELT_OUT = ("endpoint", "apikey", "azureendpoint", "baseurl", "azuredeployment")


@rule(
    severity=Severity.HOUSE,
    remedy="write kind: reference and the name of the connection",
    formats=PROMPTY,
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for key in PLACES:
        connection = prompt.settings.get(*key)
        if not isinstance(connection, Mapping) or connection.get("kind") == "reference":
            continue
        for name in connection:
            if str(name).replace("_", "").lower() in SPELT_OUT:
                yield Hit(prompt.settings.at(*key, name), f"the connection spells out its {name}")
                break
