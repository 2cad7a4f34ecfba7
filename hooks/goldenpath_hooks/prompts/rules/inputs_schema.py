"""The declaration of the inputs is malformed.

## Why

A kind that does not exist is checked by nobody, so anything gets through; an input without a kind
makes Prompty v2 refuse the file; of two inputs with one name the last wins; `enumValues` that is no
list allows nothing.

## Bad

```yaml
inputs:
  - name: question
    kind: strng
  - name: tone
    kind: string
    enumValues: formal
```

## Good

```yaml
inputs:
  - name: question
    kind: string
  - name: tone
    kind: string
    enumValues: [formal, friendly]
    default: formal
```

The kinds of Prompty v2 are string, integer, float, number, boolean, array, object, union, thread,
image, file and audio. In Prompty v1 and in Dotprompt, names and `enumValues` are looked at, not
kinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from goldenpath_hooks.prompts.declarations import KINDS, part
from goldenpath_hooks.prompts.document import MISSING, Field, Format
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule


@rule(remedy="mend the declaration")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    fields = prompt.inputs or ()
    last = {field.name: field for field in fields}
    for name, count in Counter(field.name for field in fields).items():
        if count > 1:
            message = f"the input {name!r} is declared {count} times"
            yield Hit(last[name].place, message, "keep one")
    listed = prompt.settings.get("inputs")
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if not (isinstance(item, Mapping) and item.get("name")):
            yield Hit(prompt.settings.at("inputs", index), "an input has no name", "give it one")
    for field in fields:
        if prompt.format is Format.PROMPTY_V2:
            yield from _kind(field)
        yield from _enum(field)


def _kind(field: Field) -> Iterator[Hit]:
    if not field.kind:
        yield Hit(field.place, f"the input {field.name!r} has no kind", "add `kind: string`")
    elif field.kind not in KINDS:
        remedy = f"use one of {', '.join(KINDS)}"
        yield Hit(field.place, f"the input {field.name!r} has no known kind: {field.kind}", remedy)


def _enum(field: Field) -> Iterator[Hit]:
    values = part(field, "enumValues")
    if values is None:
        return
    if not isinstance(values, list) or not values:
        yield Hit(field.place, f"enumValues of {field.name!r} is no list of values", "write a list")
    elif field.default is not MISSING and field.default not in values:
        message = f"the default of {field.name!r} is not among its enumValues"
        yield Hit(field.place, message, "add it there, or choose another default")
