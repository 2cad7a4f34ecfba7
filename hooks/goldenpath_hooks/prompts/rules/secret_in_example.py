"""A key of a provider, or a private key, stands in the prompt.

## Why

Examples are pasted from real life. A key in a sample, in a default or in the text is in every
clone, is sent to the model with each request, and may be repeated in an answer.

## Bad

```yaml
sample:
  config: "AWS_ACCESS_KEY_ID=AKIA..."
```

## Good

```yaml
sample:
  config: "AWS_ACCESS_KEY_ID=<your key>"
```

Keys that their own form betrays are found here, anywhere in a prompt; placeholders and the example
keys of the providers' own documentation are left alone. The hook no-hardcoded-keys looks at every
file and knows more contexts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Format, Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.texts import strings

RUN = re.compile(r"[\w+/=-]{16,}", re.ASCII)
IN_SETTINGS = (Format.GITHUB_MODELS, Format.PROMPTFOO)
"""Formats whose messages are strings of the settings."""


@rule(remedy="write a placeholder such as <your key>, and revoke the key")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if may_hold(prompt.settings.text):
        for way, text in strings(prompt.settings.data):
            for _, value, form in keys(text):
                yield Hit(prompt.settings.at(*way), f"{value[:4]}*** looks like a key ({form})")
    for message in prompt.messages if prompt.format not in IN_SETTINGS else ():
        for start, value, form in keys(message.template.text):
            place = spot(message.template, start)
            yield Hit(place, f"{value[:4]}*** looks like a key ({form})")


def keys(text: str) -> Iterator[tuple[int, str, str]]:
    """Offset, value and format of each key that its own form betrays."""
    if not may_hold(text):
        return
    from goldenpath_hooks.keys.search import Trust, search  # a table of 60 patterns

    data = text.encode("utf-8", "surrogatepass")
    for key in search(data, Trust.FORM):
        before = data[: key.start].decode("utf-8", "surrogatepass")
        yield len(before), key.value, key.format


def may_hold(text: str) -> bool:
    """Most texts are done with here, and the table of formats is not even loaded: every key has a
    run of letters and digits, but for the password in the address of a database."""
    if "://" in text and "@" in text:
        return True
    runs = (run[0] for run in RUN.finditer(text))
    return any(not run.isalpha() and any(c.isdigit() for c in run) for run in runs)
