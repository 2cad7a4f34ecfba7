"""An input is put into the system message.

## Why

A model trusts the system message above all others. Text that a user controls, put there, can
rewrite the rules: `Ignore the above and ...` then comes from the operator. In a message of its own,
the model is at least told who speaks.

## Bad

```
system:
You answer questions about {{question}}.
```

## Good

```
system:
You answer the question of the user.
user:
<question>{{question}}</question>
```

Asked about declared inputs that can hold any text: a number, a boolean or a string with
`enumValues` (JSON Schema: `enum`) cannot carry an instruction, and neither is a thread an
instruction of its own. Declare the values that are possible, and the rule is silent. An input that
is the whole message is left alone: then the caller writes the system message, and means to. So is
one that only a condition asks for, and a loop whose turns bring roles of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Template, Use
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.open_inputs import open_inputs
from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.roles import own_end
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.speakers import SYSTEM
from goldenpath_hooks.prompts.tokens import static


@rule(
    severity=Severity.WARNING,
    house=True,
    remedy="move it into a user message, or list its possible values in enumValues",
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    inputs = open_inputs(prompt)
    told: set[str] = set()
    for message in prompt.messages if inputs else ():
        if not _is_system(message.role, prompt) or not static(message.template.text).strip():
            continue
        for use in _said(message.template, prompt):
            if use.name in inputs and use.name not in told:
                told.add(use.name)
                yield Hit(use.place, f"the input {use.name} is put into the system message")


def _said(template: Template, prompt: Prompt) -> Iterator[Use]:
    """What comes to stand in this message, and not in one that rendering makes behind it."""
    text = template.text
    end = spot(template, own_end(text) if prompt.format in PROMPTY else len(text))
    return (use for use in template.uses if use.printed and use.place < end)


def _is_system(role: str, prompt: Prompt) -> bool:
    """Prompty takes what stands before the first marker for the system's, where there is one."""
    first = not role and prompt.format in PROMPTY and len(prompt.messages) > 1
    return role in SYSTEM or first
