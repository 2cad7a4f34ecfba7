"""A key of an API is written into the prompt.

## Why

A key in a file is in every clone and in the history for ever, and whoever reads it pays with your
account. It has to be revoked once it was pushed.

## Bad

```yaml
model:
  connection:
    kind: key
    apiKey: 3f9c...
```

## Good

```yaml
model:
  connection:
    kind: reference
    name: chat
```

References such as `${env:NAME}` and placeholders such as `<your key>` are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.texts import strings

KEYS = frozenset((
    "apikey", "subscriptionkey", "accesskey", "secretkey", "secretaccesskey", "clientsecret",
    "authtoken", "accesstoken", "bearertoken", "azureadtoken", "password"
))  # fmt: skip
MENTIONS = (
    "key",
    "secret",
    "password",
    "authtoken",
    "auth_token",
    "access_token",
    "accesstoken",
    "ad_token",
)
AROUND = frozenset(("model", "connection", "configuration", "config", "providers", "options"))
PLACEHOLDER = re.compile(
    r"[${<\[%(*]|\.\.\.|xxx|your|example|sample|placeholder|change|dummy|fake|test|mock|insert|replace"
    r"|todo|none|null|empty|ollama|lm-studio|not-needed|\A[A-Z][A-Z0-9_]*\Z|\A[a-z_-]*\Z",
    re.IGNORECASE,
)
LEAST = 12
"""Characters; no provider gives a shorter key."""


@rule(remedy="name a connection (kind: reference), and revoke the key if it was ever pushed")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if not _mentions(prompt.settings.text.lower()):
        return
    for key, text in strings(prompt.settings.data):
        name = re.sub(r"[-_]", "", str(key[-1] if key else "")).lower()
        if name in KEYS and not AROUND.isdisjoint(key) and is_literal(text):
            said = f"{key[-1]} is written out as {text[:4]}***"
            yield Hit(prompt.settings.at(*key), said)


def is_literal(text: str) -> bool:
    """Whether the text is a key, not something that stands for one."""
    return len(text.strip()) >= LEAST and not PLACEHOLDER.search(text[:500])


def _mentions(text: str) -> bool:
    """Most files name no key at all, and a search is cheaper than a walk."""
    return any(word in text for word in MENTIONS)
