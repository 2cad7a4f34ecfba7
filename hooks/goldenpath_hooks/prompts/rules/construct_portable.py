"""The template uses what not every engine has.

## Why

Prompty promises that seven runtimes render alike, and only for a small part of Jinja: dotted names,
`if`, `for`, comments and six filters. The object `loop`, tests (`is defined`), `set`, macros,
includes, arithmetic and calls work in one and fail, or print something else, in the next.
Arithmetic is a danger too: `{{ "a" * 10 ** 9 }}` passes a sandbox.

## Bad

```
{% for item in order %}
{{ loop.index }}. {{ item }}
{% endfor %}
```

## Good

```
{% for item in order %}
- {{ item }}
{% endfor %}
```

Comparisons and `and`, `or`, `not` are left alone. Each construct is told once. Asked of Prompty
files, and of Jinja templates under the `house` globs.

## References

- [Prompty: the portable subset](https://github.com/microsoft/prompty/blob/main/spec/jinja-subset.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Mark
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.rules.filter_portable import marks

TAGS = frozenset(("if", "for"))
ARITHMETIC = frozenset(("+", "-", "*", "/", "//", "%", "**", "~"))


@rule(
    severity=Severity.WARNING,
    house=True,
    remedy="prepare the value in code and pass it as an input",
)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    told: set[str] = set()
    for mark in marks(prompt, settings):
        said = _outside(mark)
        if said and said not in told:
            told.add(said)
            yield Hit(mark.place, f"{said} is not portable")


def _outside(mark: Mark) -> str:
    """What the construct is called, where it is outside the subset."""
    if mark.kind == "tag" and mark.name not in TAGS:
        return f"the tag {mark.name}"
    if mark.kind == "test":
        return f"the test `is {mark.name}`"
    if mark.kind == "call":
        return f"the call {mark.name}()"
    if mark.kind == "operator" and mark.name in ARITHMETIC:
        return f"the operator {mark.name}"
    if mark.kind == "attribute" and mark.name.startswith("loop."):
        return mark.name
    return ""
