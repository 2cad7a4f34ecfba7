"""The documentation's page of rules."""

from __future__ import annotations

from goldenpath_gates.contracts.rules import Rule, rules

HEAD = """\
# Rules

What the [comparison of contracts](published.md) finds. Ids and levels are interface: they change
only with a major version of goldenpath.

| rule | level | means | instead |
| --- | --- | --- | --- |
"""


def page() -> str:
    return HEAD + "".join(map(_row, sorted(rules().values(), key=lambda rule: rule.id)))


def _row(rule: Rule) -> str:
    meaning, remedy = (text.replace("|", "\\|") for text in (rule.meaning, rule.remedy))
    return f"| `{rule.id}` | {rule.level} | {meaning} | {remedy} |\n"
