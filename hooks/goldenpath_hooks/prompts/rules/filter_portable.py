"""A filter is outside the set that every engine has.

## Why

Prompty promises six filters: `upper`, `lower`, `trim`, `join`, `length` and `default`. All others
exist in one runtime and not in the next, or take other arguments there: Nunjucks has no `tojson`,
Jinja2 no `nl2br`. A prompt that only one language can render is tied to it.

## Bad

```
user:
{{ items | tojson }}
```

## Good

```
user:
{{ items | join(", ") }}
```

Asked of Prompty files, and of Jinja templates under the `house` globs.

## Configure

```toml
[prompts]
filters_allowed = ["tojson"]
```

## References

- [Prompty: the portable subset](https://github.com/microsoft/prompty/blob/main/spec/jinja-subset.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Engine, Mark
from goldenpath_hooks.prompts.families import PROMPTY
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule

PORTABLE = frozenset((
    "upper", "lower", "trim", "join", "length", "default"
))  # fmt: skip
ENGINES = (Engine.JINJA2, Engine.NUNJUCKS)


@rule(
    severity=Severity.WARNING,
    house=True,
    remedy="prepare the value in code, or add the filter to filters_allowed under [prompts]",
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    for mark in marks(prompt, settings):
        if mark.kind == "filter" and mark.name not in {*PORTABLE, *settings.filters_allowed}:
            yield Hit(mark.place, f"the filter {mark.name} is not portable")


def marks(prompt: Prompt, settings: LintSettings) -> Iterator[Mark]:
    """Outside Prompty, and outside the house, a template has one engine and may use all of it."""
    templates = (message.template for message in prompt.messages)
    found = [mark for t in templates if t.engine in ENGINES for mark in t.marks]
    if found and (prompt.format in PROMPTY or settings.is_house(prompt.path)):
        yield from found
