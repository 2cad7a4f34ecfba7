"""Tabs and blanks are mixed in an indentation.

## Why

A tab is as wide as the editor pleases, and a model reads it as another token than blanks. A list
whose items look aligned is nested for the model or is not, code in an example breaks, and YAML
refuses a tab where it has to indent.

## Bad

```
- first
<tab>- second
    - third
```

## Good

```
- first
    - second
    - third
```

One finding is given for each message, at the first such line: a line that has both, or two lines in
a row of which one is indented by a tab and one by blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Format, Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.texts import strings

MIXED = re.compile(
    r"^(?:\t+ | +\t)|^ {1,99}[^ \t\n][^\n]*\n(?=\t)|^\t{1,99}[^ \t\n][^\n]*\n(?= )", re.MULTILINE
)
IN_SETTINGS = (Format.GITHUB_MODELS, Format.PROMPTFOO)
"""Formats whose messages are strings of the settings."""


@rule(severity=Severity.WARNING, remedy="indent with blanks throughout")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        found = _mixed(message.template.text)
        if found:
            yield Hit(spot(message.template, found.end()), "tabs and blanks indent side by side")
    if "\t" in prompt.settings.text and prompt.format not in IN_SETTINGS:
        for key, text in strings(prompt.settings.data):
            if _mixed(text):
                said = "tabs and blanks indent the lines of this value side by side"
                yield Hit(prompt.settings.at(*key), said)


def _mixed(text: str) -> re.Match[str] | None:
    return MIXED.search(text) if "\t" in text else None
