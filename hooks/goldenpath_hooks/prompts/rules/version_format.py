"""The version of a prompt is not SemVer.

## Why

The parts of `MAJOR.MINOR.PATCH` say what a caller must do: nothing after a patch, look after a
minor, change the call after a major. `v2`, `1.0` or a date says nothing, and YAML reads `1.10` as
the number 1.1.

## Bad

```yaml
metadata:
  version: v1.2
```

## Good

```yaml
metadata:
  version: 1.2.0
```

`--fix` deletes a leading `v` and adds the zeros that are missing.

## References

[Semantic Versioning 2.0.0](https://semver.org/spec/v2.0.0.html)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.places import place_of
from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, Severity, rule
from goldenpath_hooks.prompts.versions import parse

NUMBER = r"(?:0|[1-9]\d*)"
SHORT = re.compile(rf"v?({NUMBER})(?:\.({NUMBER}))?(?:\.({NUMBER}))?", re.ASCII)
LINE = re.compile(r"(?P<before>\s*version:\s*)(?P<value>[\w.]+|\"[\w.]+\"|'[\w.]+')(?P<after>.*)")


@rule(severity=Severity.HOUSE, remedy="write MAJOR.MINOR.PATCH", formats=VERSIONED)
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    if prompt.version and parse(prompt.version) is None:
        yield Hit(place_of(prompt, "version"), f"the version {prompt.version!r} is not SemVer")


def fix(prompt: Prompt, text: str) -> str:
    lines = text.split("\n")
    at = place_of(prompt, "version").line - 1
    short = SHORT.fullmatch(prompt.version or "")
    written = LINE.fullmatch(lines[at])
    if not (short and written and written["value"].strip("\"'") == prompt.version):
        return text
    version = ".".join(part or "0" for part in short.groups())
    lines[at] = f"{written['before']}{version}{written['after']}"
    return "\n".join(lines)
