"""Lines end with blanks.

## Why

A template is rendered blank for blank. What nobody sees in the editor is sent, is paid for, changes
the hash of the prompt, and keeps a cached prefix from matching. Behind a block tag, blanks also
keep `trim_blocks` from removing the line end, so that the rendering has an empty line more.

## Bad

```
{% for item in items %}<blank>
{{ item }}<blank><blank>
{% endfor %}
```

## Good

```
{% for item in items %}
{{ item }}
{% endfor %}
```

Two blanks behind text are left alone: in Markdown they are a line break. So is one blank behind a
colon at the very end, where a completion goes on: `Answer: `. Files of which nobody knows what
reads them are not asked about. One finding is given for each message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Engine
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Format, Hit, LintSettings, Prompt, Severity, rule

TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
NOTHING_MORE = re.compile(r"\s*+\Z")


@rule(
    severity=Severity.WARNING,
    remedy="remove them; --fix does",
    formats=PROMPTY | {Format.DOTPROMPT, Format.JINJA},
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages if prompt.engine is not Engine.NONE else ():
        text = message.template.text
        if " \n" not in text and "\t\n" not in text and text[-1:] not in (" ", "\t"):
            continue
        found = [match.start() for match in TRAILING.finditer(text) if _changes(match)]
        if found:
            lines = "a line ends" if len(found) == 1 else f"{len(found)} lines end"
            yield Hit(spot(message.template, found[0]), f"{lines} with blanks")


def fix(prompt: Prompt, text: str) -> str:
    head, body = _cut(text, prompt.body.line)
    return head + re.sub(r"(?<![ \t])[ \t]+(?=\r?$)", _kept, body, flags=re.MULTILINE)


def _changes(match: re.Match[str]) -> bool:
    return _kept(match) != match[0]


def _kept(match: re.Match[str]) -> str:
    """A hard line break of Markdown, or what a completion follows; nothing else."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    is_break = match[0] == "  " and before.strip(" \t\r\n") and before not in ("}}", "%}", "#}")
    goes_on = match[0] == " " and before.endswith(":")
    if goes_on and NOTHING_MORE.match(match.string, match.end()):
        return match[0]
    return match[0] if is_break and not before.endswith("\n") else ""


def _cut(text: str, line: int) -> tuple[str, str]:
    """Before and from a line, counted from 1."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return text[:at], text[at:]
