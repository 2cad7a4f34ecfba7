"""An example holds what looks like data of a person.

## Why

An example is sent to the provider of the model with every run of an evaluation, is in every clone
and in the history. Data of real persons there is a breach, and a model may repeat it.

## Bad

```yaml
sample:
  mail: Please call me back, Jane, jane.miller@gmail.com
```

## Good

```yaml
sample:
  mail: Please call me back, Jane, jane@example.com
```

Looked for in samples, defaults, examples and tests: e-mail addresses outside the reserved domains,
phone numbers, card numbers, IBANs and national numbers of several countries. Whatever has a
checksum has to pass it; numbers of the providers' own documentation, mailboxes such as `support@`
and 555 numbers are left alone. In the text of the prompt only checked numbers are looked for, since
an address there is mostly meant to be public.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.personal import Personal, find, may_hold
from goldenpath_hooks.prompts.places import spot
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.texts import examples

REMEDY = "invent one: example.com and 555 numbers are reserved for it"


@rule(severity=Severity.WARNING, remedy=REMEDY)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if may_hold(prompt.settings.text):
        for key, text in examples(prompt):
            for found in find(text):
                yield Hit(prompt.settings.at(*key), _said(found))
    for message in prompt.messages:
        for found in find(message.template.text, loose=False):
            yield Hit(spot(message.template, found.start), _said(found))


def _said(found: Personal) -> str:
    return f"{found.text[:4]}*** looks like a real {found.kind}"
