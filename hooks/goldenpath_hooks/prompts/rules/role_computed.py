"""A role marker is computed by the template.

## Why

Prompty v2 marks every role in the source before it renders, and refuses markers that come out of
the rendering: they could be the text of a user. A prompt that writes `{{m.role}}:` in a loop fails
on its first earlier turn. What v1 makes of it is a matter of [role-forgery](role-forgery.md).

## Bad

```
{% for m in history %}
{{m.role}}:
{{m.content}}
{% endfor %}
```

## Good

```
---
inputs:
  - name: history
    kind: thread
---
{{history}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Format
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.speakers import COMPUTED


@rule(remedy="use an input of kind thread", formats=frozenset({Format.PROMPTY_V2}))
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        for mark in message.template.marks:
            if mark.kind == COMPUTED:
                yield Hit(mark.place, f"the role marker `{{{{{mark.name}}}}}:` is computed")
