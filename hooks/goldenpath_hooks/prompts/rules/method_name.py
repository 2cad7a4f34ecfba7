"""A method of the dictionary is meant to be a field.

## Why

Jinja2 looks for an attribute first, and a Python dictionary has methods: `{{ order.items }}` does
not print the field `items` but `<built-in method items of dict object at 0x7f...>`, and `{% for
item in order.items %}` fails. No test finds it that renders with an object in place of a
dictionary.

## Bad

```
{% for item in order.items %}
{{ item }}
{% endfor %}
```

## Good

```
{% for item in order["items"] %}
{{ item }}
{% endfor %}
```

The names are those of the methods of a dictionary: `clear`, `copy`, `fromkeys`, `get`, `items`,
`keys`, `pop`, `popitem`, `setdefault`, `update`, `values`. A call, `order.items()`, is meant as it
is. Asked of Prompty files, whose inputs are always plain data, and of Jinja2 templates; Nunjucks
has no such methods.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Engine
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Format, Hit, LintSettings, Prompt, Severity, rule

METHODS = frozenset(name for name in vars(dict) if not name.startswith("_"))


@rule(
    severity=Severity.WARNING,
    remedy='write it in brackets, as in order["items"]',
    formats=PROMPTY | {Format.JINJA},
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for message in prompt.messages:
        template = message.template
        if template.engine is not Engine.JINJA2:
            continue
        for mark in template.marks:
            name = mark.name.rpartition(".")[2] if mark.kind == "attribute" else ""
            if name in METHODS and _is_dotted(template.text, name):
                said = "is a method of the dictionary, not a field"
                yield Hit(mark.place, f"{mark.name} {said}")


def _is_dotted(text: str, name: str) -> bool:
    """The mark does not tell `order.items` from `order["items"]`."""
    return bool(re.search(rf"\.[ \t]{{0,9}}{name}\b(?![ \t]{{0,9}}\()", text))
