"""Asks one rule about a text, as the hook would."""

from __future__ import annotations

from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules import LintSettings, rules

BODY = "system:\nAnswer.\nuser:\n<q>{{question}}</q>\n"


def ask(rule: str, text: str, path: str = "prompts/a.prompty", **settings: object) -> list[str]:
    """The messages of the rule, each behind its line and column."""
    prompts = read(path, text.encode()).prompts
    assert prompts, "the text is no prompt at all"
    hits = rules()[rule].hits(prompts, LintSettings(**settings))  # type: ignore[arg-type]
    return [f"{hit.place.line}:{hit.place.column} {hit.message}" for _, hit in hits]


def prompty(head: str = "", body: str = BODY) -> str:
    """A Prompty v2 file."""
    return f"---\nname: a\ninputs:\n  - name: question\n    kind: string\n{head}---\n{body}"


def options(model: str, **given: object) -> str:
    lines = "".join(f"    {name}: {value}\n" for name, value in given.items())
    return prompty(f"model:\n  id: {model}\n  options:\n{lines}")
