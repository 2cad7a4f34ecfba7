"""Text of a user stands among instructions without delimiters.

## Why

Where nothing shows the model which words are the user's, every sentence of the user may be an
instruction. Delimiters do not make that impossible; they are what every vendor advises, and they
cost nothing.

## Bad

```
user:
Summarise the following mail in one sentence: {{mail_text}} Answer in English.
```

## Good

```
user:
Summarise the mail between the tags in one sentence. Answer in English.
<mail>
{{mail_text}}
</mail>
```

Delimiters are tags like those of XML, fences of three backticks or quotes, lines of `---`, `###`,
`===` or `<<<`, and quotes or brackets right around the input. A message that holds nothing but
inputs needs none. Asked about inputs whose name is that of a text (`question`, `document`,
`mail_text`), once for each message.

## References

- [OpenAI: instruction hierarchy and delimiters](https://platform.openai.com/docs/guides/prompt-engineering)
- [Anthropic: use XML tags](https://docs.anthropic.com/en/docs/build-with-claude/prompt-engineering/use-xml-tags)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from goldenpath_hooks.prompts.document import Message
from goldenpath_hooks.prompts.open_inputs import is_spoken, open_inputs
from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.tokens import static

OUTPUT = re.compile(r"\{\{[-~{&]?[ \t]{0,9}([A-Za-z_]\w{0,99})[^{}\n]{0,200}\}\}\}?")
TAG = re.compile(r"<([A-Za-z][\w-]{0,40})[^<>]{0,200}>")
RULE_LINE = re.compile(r"[ \t]*(?:[-=*#~_+<]{3}|\[).*")
FENCES = ("```", '"""', "'''", "~~~")
AROUND = {'"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u00ab": "\u00bb", "[": "]", "<": ">"}
LOOKED_AT = 20
"""Inputs of one message: each costs a look at the whole message."""


@rule(severity=Severity.WARNING, remedy="put it between tags, such as <text> and </text>")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    inputs = open_inputs(prompt)
    for message in prompt.messages:
        if message.role in ("user", "") and static(message.template.text).strip():
            yield from islice(_bare(message, inputs), 1)


def _bare(message: Message, inputs: frozenset[str]) -> Iterator[Hit]:
    text, used = message.template.text, {use.name for use in message.template.uses}
    used = used & inputs if inputs else used
    for found in islice(OUTPUT.finditer(text), LOOKED_AT):
        name = found[1]
        if name in used and is_spoken(name) and not _delimited(text, found.start(), found.end()):
            place = spot(message.template, found.start())
            yield Hit(place, f"the input {name} stands among other text without delimiters")


def _delimited(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    fenced = any(before.count(fence) % 2 for fence in FENCES if fence in after)
    return fenced or _quoted(before, after) or _tagged(before, after) or _ruled(before)


def _quoted(before: str, after: str) -> bool:
    return AROUND.get(before[-1:], "\0") == after[:1]


def _tagged(before: str, after: str) -> bool:
    names = {tag[1] for tag in TAG.finditer(before) if f"</{tag[1]}>" in after}
    return any(before.rfind(f"</{name}>") < before.rfind(f"<{name}") for name in names)


def _ruled(before: str) -> bool:
    """The line above is a ruler or a heading of one."""
    lines = before.rstrip().rsplit("\n", 1)
    return before.endswith("\n") and bool(RULE_LINE.match(lines[-1]))
