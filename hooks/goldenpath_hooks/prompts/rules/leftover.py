"""A note to oneself or a filler was left in the prompt.

## Why

A model reads everything. `TODO: explain the tone` becomes an instruction, and a filler becomes the
topic.

## Bad

```
system:
TODO: describe the tone
Lorem ipsum dolor sit amet.
```

## Good

```
system:
Answer politely, in at most three sentences.
```

A note is `TODO`, `FIXME` or `XXX` in capitals with a colon or a bracket after it; "make a todo
list" is none. A comment of the template is not sent, and may hold one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Engine, Template
from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

NOTE = re.compile(
    r"\b(?:TODO|FIXME|XXX)(?=[:(])"
    r"|(?i:\blorem ipsum\b|[\[<{(]?\byour (?:system )?prompt (?:goes )?here\b)"
)
HINTS = ("todo", "fixme", "xxx", "lorem", "prompt here", "prompt goes here")
"""A search for these costs a tenth of NOTE, and most texts have none."""
COMMENT = {
    Engine.JINJA2: re.compile(r"\{#.*?#\}", re.DOTALL),
    Engine.NUNJUCKS: re.compile(r"\{#.*?#\}", re.DOTALL),
    Engine.HANDLEBARS: re.compile(r"\{\{!--.*?--\}\}|\{\{![^}]*\}\}", re.DOTALL),
    Engine.MUSTACHE: re.compile(r"\{\{![^}]*\}\}", re.DOTALL),
}
VISIBLE = re.compile(r"[^\n]")


@rule(severity=Severity.WARNING, remedy="write what was meant, or move the note into a comment")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        lower = message.template.text.lower()
        if any(hint in lower for hint in HINTS):
            for match in NOTE.finditer(sent(message.template)):
                place = spot(message.template, match.start())
                yield Hit(place, f"{match[0]!r} was left in the text")


def sent(template: Template) -> str:
    """The text with blanks in place of comments."""
    comment = COMMENT.get(template.engine)
    return (
        comment.sub(lambda m: VISIBLE.sub(" ", m[0]), template.text) if comment else template.text
    )
