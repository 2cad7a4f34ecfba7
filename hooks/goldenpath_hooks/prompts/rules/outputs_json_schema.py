"""The schema of the answer is no valid JSON Schema.

## Why

A misspelt type, or a `required` that is no list, makes an API refuse the request, or makes whoever
checks the answer accept anything.

## Bad

```yaml
responseFormat: json_schema
jsonSchema: |-
  {"name": "answer", "schema": {"type": "objekt", "required": "answer"}}
```

## Good

```yaml
responseFormat: json_schema
jsonSchema: |-
  {"name": "answer", "schema": {"type": "object", "required": ["answer"]}}
```

A schema without `$schema` is read as draft 2020-12.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldenpath_hooks.prompts.document import MISSING
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule

DRAFTS = ("http://json-schema.org/", "https://json-schema.org/")


@rule(remedy="mend it by the JSON Schema specification")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    schema = prompt.outputs_schema
    if schema is None or schema is MISSING:
        return
    place = prompt.settings.at(*prompt.outputs_key)
    if not isinstance(schema, dict | bool):
        yield Hit(place, f"the schema of the answer is {type(schema).__name__}, not an object")
    elif isinstance(schema, dict) and (fault := _fault(schema)):
        yield Hit(place, f"the schema of the answer is invalid: {fault}")


def _fault(schema: dict[str, Any]) -> str:
    import jsonschema_rs  # 35 ms, and few prompts have a schema

    # Another dialect is not fetched: a prompt must not choose where the hook connects to.
    if not str(schema.get("$schema", "")).startswith(DRAFTS):
        schema = {key: value for key, value in schema.items() if key != "$schema"}
    try:
        jsonschema_rs.meta.validate(schema)
    except jsonschema_rs.ValidationError as error:
        way = "/".join(map(str, error.instance_path))
        return f"{error.message} at {way}" if way else error.message
    except (ValueError, jsonschema_rs.ReferencingError):
        return ""  # a draft that is not known here
    return ""
