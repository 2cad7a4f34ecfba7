"""What is written about a rule: its page in docs/prompt-lint/, which --explain prints too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goldenpath_hooks.findings import Severity
from goldenpath_hooks.prompts.lint import UNREAD
from goldenpath_hooks.prompts.rules import Rule

FOLDER = "docs/prompt-lint"

LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HOUSE: "house: stops a commit, asked only under the `house` globs",
}
STRICTER = "warning; stops a commit under the `house` globs"

PAGE = """\
# {id}

{title}.

| | |
| --- | --- |
| severity | {level} |
| since | {since} |
| formats | {formats} |
| `--fix` mends it | {fixable} |
| remedy | {remedy} |

{body}

{exceptions}
{references}"""

EXCEPTIONS = """\
## How to configure

{configure}In `goldenpath.toml`, another severity (`error`, `warning` or `off`):

```toml
[prompts.rules]
{id} = "{other}"
```

## How to waive

In a comment on the line of the finding or on the line above it:

```
goldenpath: allow {id} until 2027-01-31 by @acme/ai-team: the reason
```

`allow-file` in place of `allow` covers the whole file. After its last day, the waiver is a finding
itself."""

NO_EXCEPTIONS = """\
## How to configure

Not at all: no other rule is asked about such a file, so that it would pass unseen. A file that is
not for this hook is excluded in `.pre-commit-config.yaml`:

```yaml
- id: prompt-lint
  exclude: ^prompts/drafts/
```

## How to waive

Not at all, for the same reason: a waiver does not count."""

INDEX = """\
# The rules of prompt-lint

`error` and `house` stop a commit, a `warning` is shown only. `house` rules are asked only under the
`house` globs of `[prompts]` in `goldenpath.toml`, and `warning (house)` stops a commit there.
`prompt-lint --explain RULE` prints a page, `prompt-lint --list` this list. The hook itself:
[prompt-lint](../hooks/prompt-lint.md).

| id | severity | title | `--fix` | formats |
| --- | --- | --- | --- | --- |
"""


def link(rule: str) -> str:
    return f"{FOLDER}/{rule}.md"


def page(rule: Rule) -> str:
    parts = sections(rule.page)
    configure, references = parts.pop("Configure", ""), parts.pop("References", "")
    return PAGE.format(
        id=rule.id,
        title=rule.title,
        level=STRICTER if rule.house else LEVELS[rule.severity],
        since=rule.since,
        formats=formats(rule),
        fixable="yes" if rule.fix else "no",
        remedy=rule.remedy,
        body="\n\n".join(f"## {heading}\n\n{text}" for heading, text in parts.items()),
        exceptions=(NO_EXCEPTIONS if rule.id in UNREAD else EXCEPTIONS).format(
            id=rule.id,
            configure=f"{configure}\n\n" if configure else "",
            other="error" if rule.severity is Severity.WARNING else "warning",
        ),
        references=f"\n## References\n\n{references}\n" if references else "",
    )


def index(rules: Iterable[Rule]) -> str:
    return INDEX + "".join(f"| {' | '.join(_row(rule))} |\n" for rule in rules)


def _row(rule: Rule) -> tuple[str, ...]:
    severity = f"{rule.severity}{' (house)' if rule.house else ''}"
    fixable = "yes" if rule.fix else "no"
    return f"[{rule.id}]({rule.id}.md)", severity, rule.title, fixable, formats(rule)


def formats(rule: Rule) -> str:
    return ", ".join(sorted(rule.formats)) if rule.formats else "all"


def sections(text: str) -> dict[str, str]:
    """The text under each heading, without the title above the first."""
    _, *parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return {heading: body.strip() for heading, body in zip(parts[::2], parts[1::2], strict=True)}
