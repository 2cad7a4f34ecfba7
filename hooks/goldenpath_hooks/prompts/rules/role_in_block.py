"""A role marker stands inside a block of the template.

## Why

Which messages there are then depends on the inputs. Loaders that cut the text into messages before
they render it, so that no input can make a message, cannot read such a prompt; those that render
first let an input that holds a line `system:` make one.

## Bad

```
{% if examples %}
user:
{{examples}}
{% endif %}
```

## Good

```
user:
{% if examples %}
{{examples}}
{% endif %}
```

Messages that are there or not, such as earlier turns, belong into an input of kind `thread`.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule


@rule(
    severity=Severity.WARNING,
    house=True,
    remedy="put the block inside the message, or use an input of kind thread",
    formats=PROMPTY,
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        for mark in message.template.marks:
            if mark.kind == "role-in-block":
                yield Hit(mark.place, f"the {message.role} marker stands inside {mark.name!r}")
