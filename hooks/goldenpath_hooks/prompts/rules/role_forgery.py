"""A line of text looks like a role marker.

## Why

Prompty takes a line that is exactly `system:`, `user:`, `assistant:` or `developer:` for a marker,
and nothing else. A line such as `user: {{question}}` or `Human:` is plain text in whatever message
it stands in: the model reads a conversation there that the API knows nothing of. Who controls an
input can then continue it: a question that holds a line `assistant:` speaks with the assistant's
voice.

Prompty v1 looks for markers after it has rendered. A role computed there, `{{m.role}}:` in a loop,
makes markers of lines, whoever wrote them.

## Bad

```
system:
Answer in one sentence.
user: {{question}}
```

## Good

```
system:
Answer in one sentence.

user:
{{question}}
```

Earlier turns of a conversation belong into an input of kind `thread`; examples into delimiters that
are no roles, such as `<example>` and `</example>`. One finding is given for each prompt, at the
first such line. Outside Prompty, only prompts that take an input are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Format, Template
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.speakers import COMPUTED

LINE = re.compile(
    r"^[ \t]*+#{0,3}[ \t]*+"
    r"(system|developer|user|assistant|human|ai|(?:tool|function|model)(?=[ \t]*+:[ \t]*+$))"
    r"[ \t]*+:",
    re.IGNORECASE | re.MULTILINE,
)

YAML_TEXT = re.compile(r"[ \t]*+[|>][-+]?[ \t]*+$", re.MULTILINE)


@rule(
    severity=Severity.WARNING,
    remedy="put the marker on a line of its own, or the turn into an input of kind thread",
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if prompt.format not in PROMPTY and not any(m.template.uses for m in prompt.messages):
        return
    found = [hit for message in prompt.messages for hit in _lines(message.template, prompt)]
    if prompt.format is Format.PROMPTY_V1:
        found += [hit for message in prompt.messages for hit in _computed(message.template)]
    if found:
        more = f", and {len(found) - 1} more such lines" if len(found) > 1 else ""
        place, message, _ = min(found)
        yield Hit(place, message + more)


def _lines(template: Template, prompt: Prompt) -> Iterator[Hit]:
    for match in LINE.finditer(template.text):
        is_key = YAML_TEXT.match(template.text, match.end())  # in a format of another program
        if prompt.format in PROMPTY or not is_key:
            place = spot(template, match.start(1))
            yield Hit(place, f"`{match[1]}:` looks like a role marker and is none")


def _computed(template: Template) -> Iterator[Hit]:
    for mark in template.marks:
        if mark.kind == COMPUTED:
            yield Hit(mark.place, f"`{{{{{mark.name}}}}}:` lets an input choose its role")
