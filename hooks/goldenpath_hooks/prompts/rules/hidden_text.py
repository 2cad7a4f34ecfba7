"""Characters hide text, or show it in another order.

## Why

Tag characters (U+E0000 to U+E007F) and long runs of variation selectors are not shown by any
editor, and a model reads them: whole instructions fit in there, past every reviewer. The overrides
U+202D and U+202E show a line in another order than it has. None of them has a use in a prompt.

## Bad

```
Answer the question.<U+E0049><U+E0067><U+E006E>...
```

## Good

```
Answer the question.
```

The flags of England, Scotland and Wales are written with tag characters and are left alone, and so
is a single variation selector behind a character.

## References

- [Trojan Source, CVE-2021-42574](https://trojansource.codes/)
- [Unicode: tag characters](https://www.unicode.org/charts/PDF/UE0000.pdf)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Format, Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.texts import strings

FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{1,9}\U000e007f")
HIDDEN = re.compile("[\u202d\u202e]|[\U000e0000-\U000e007f]|[\U000e0100-\U000e01ef]{4}")
BYTES = ("\u202d".encode(), "\u202e".encode(), "\U000e0000".encode()[:2])
"""Every text that hides something has one of them, and to look for bytes is quick."""
IN_SETTINGS = (Format.GITHUB_MODELS, Format.PROMPTFOO)
"""Formats whose messages are strings of the settings."""


@rule(remedy="remove them, and ask who put them there")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        if found := _hidden(message.template.text):
            yield Hit(spot(message.template, found.start()), _said(found))
    if prompt.format not in IN_SETTINGS and _hidden(prompt.settings.text):
        for key, text in strings(prompt.settings.data):
            if found := _hidden(text):
                yield Hit(prompt.settings.at(*key), _said(found))


def _hidden(text: str) -> re.Match[str] | None:
    data = b"" if text.isascii() else text.encode("utf-8", "surrogatepass")
    if not any(sign in data for sign in BYTES):
        return None
    return HIDDEN.search(FLAG.sub(lambda flag: " " * len(flag[0]), text))


def _said(found: re.Match[str]) -> str:
    what = "turns the order of the text" if found[0] in "\u202d\u202e" else "hides text"
    return f"U+{ord(found[0][0]):04X} {what}"
