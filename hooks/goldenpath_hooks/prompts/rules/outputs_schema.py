"""The schema of the answer is outside what structured outputs accept.

## Why

With `strict: true` an API accepts a part of JSON Schema only, and refuses the request with status
400 otherwise. The part is documented: the root is an object and no `anyOf`; each object sets
`additionalProperties: false` and lists every property as required; no `allOf`, `oneOf`, `not`,
`if`, `then`, `else`, `dependentRequired`, `dependentSchemas`; at most 5,000 properties, 10 levels,
1,000 enum values and 120,000 characters of names and values.

Prompty v2 makes a strict schema of `outputs`, so a kind that has no counterpart in JSON is refused
there too.

## Bad

```yaml
responseFormat: json_schema
jsonSchema: |-
  {"name": "answer", "strict": true, "schema": {
    "type": "object",
    "properties": {"answer": {"type": "string"}, "source": {"type": "string"}},
    "required": ["answer"]}}
```

## Good

```yaml
responseFormat: json_schema
jsonSchema: |-
  {"name": "answer", "strict": true, "schema": {
    "type": "object",
    "properties": {"answer": {"type": "string"}, "source": {"type": ["string", "null"]}},
    "required": ["answer", "source"],
    "additionalProperties": false}}
```

A schema that is not marked as strict is not judged. One finding is given for each prompt: the first
fault.

## References

The limits are those of OpenAI's guide to structured outputs, section "Supported schemas", as of
2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.document import Format
from goldenpath_hooks.prompts.outputs import KINDS, is_strict
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.strict import faults


@rule(remedy="keep to the strict part of JSON Schema; `type: [string, 'null']` says optional")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if is_strict(prompt):
        for way, fault in faults(prompt.outputs_schema):
            yield Hit(prompt.settings.at(*prompt.outputs_key, *way), fault)
            return
    if prompt.format is Format.PROMPTY_V2 and prompt.outputs_schema is None:
        for field in prompt.outputs or ():
            if field.kind not in KINDS:
                remedy = f"use one of {', '.join(KINDS)}"
                yield Hit(field.place, f"the output {field.name!r} has no kind of JSON", remedy)
