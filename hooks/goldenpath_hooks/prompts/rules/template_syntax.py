"""The template does not parse.

## Why

The engine refuses the whole prompt on the first request: an answer with status 500, not a worse
answer.

## Bad

```
user:
{% if language %}Answer in {{language}}.
{{question}}
```

## Good

```
user:
{% if language %}Answer in {{language}}.{% endif %}
{{question}}
```

In Prompty, a block must begin and end within one message: the text is cut into messages before it
is rendered, so that no input can make a message. Which engine reads a file is told by its front
matter and its text, not by its name.

The other rules wait until the template parses.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule


@rule(remedy="mend the template")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    yield from ()  # found while reading, see Document.problems
