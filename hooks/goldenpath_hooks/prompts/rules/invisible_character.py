"""A character that nobody sees is in the text.

## Why

Zero-width characters come along with copied text. A model reads them as tokens of their own: a
delimiter with one inside is not the delimiter, a word is another word, and two texts that look the
same differ. They also serve to mark or to smuggle text.

## Bad

```
Answer with y<U+200B>es or no.
```

## Good

```
Answer with yes or no.
```

The joiners U+200C and U+200D are left alone between letters of scripts that need them and within
emoji, and direction marks in a text that has letters of a script written from right to left. One
finding is given for each message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202c\u2060-\u2064"
    "\u2066-\u206f\ufeff]"
)
JOINERS = "\u200c\u200d"
DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@rule(severity=Severity.WARNING, remedy="remove it")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        if found := list(_found(message.template.text)):
            more = f", and {len(found) - 1} more" if len(found) > 1 else ""
            place = spot(message.template, found[0].start())
            yield Hit(place, f"the invisible U+{ord(found[0][0]):04X} stands here{more}")


def _found(text: str) -> Iterator[re.Match[str]]:
    turned = bool(RIGHT_TO_LEFT.search(text))
    for match in INVISIBLE.finditer(text):
        joins = match[0] in JOINERS and not text[match.start() - 1 : match.start()].isascii()
        if not joins and not (turned and match[0] in DIRECTION):
            yield match
