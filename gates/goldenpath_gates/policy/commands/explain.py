"""Say what a rule asks for, why, and how to mend a finding, with an example of each side."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath_gates.errors import UsageError

if TYPE_CHECKING:
    from goldenpath_gates.policy.rules import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", help="id of the rule, as a finding names it")


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console

    rule = named(args.rule, Path.cwd())
    for line in said(rule):
        console.say(line)
    return 0


def named(id_: str, root: Path) -> Rule:
    """Ours or the team's. Raises UsageError with the nearest names."""
    from goldenpath_gates.policy.rules import known_in

    known = known_in(root)
    if id_ in known:
        return known[id_]
    near = get_close_matches(id_, known, 3)
    hint = f"did you mean {', '.join(near)}?" if near else "`goldenpath policy rules` lists them"
    raise UsageError(f"no rule is called {id_!r}: {hint}")


def said(rule: Rule) -> Iterator[str]:
    from goldenpath_gates.policy import pages

    yield f"{rule.id} ({rule.severity}): {rule.title}"
    yield ""
    if rule.description:
        yield rule.description.strip()
        yield ""
    yield f"To mend it: {rule.remedy}"
    if rule.approvable:
        yield "A person may release it: the stage then waits for an approval."
    for side, title in (("bad", "This is found"), ("good", "This is not")):
        for case in rule.cases.get(side, ())[:1]:
            yield f"\n{title}: {case['name']}\n"
            yield from (f"    {line}" for line in shown(case).splitlines())
    yield f"\nMore: docs/{pages.path(rule)} of goldenpath"


def shown(case: dict[str, Any]) -> str:
    """The documents of a case, as their author would write them."""
    return "---\n".join(
        f"# {document['path']}\n{_written(document)}" for document in case["documents"]
    )


def _written(document: dict[str, Any]) -> str:
    import yaml

    contents = document["contents"]
    if document["type"] == "dockerfile":
        return "".join(f"{_line(row)}\n" for row in contents["instructions"])
    text: str = yaml.dump(contents, sort_keys=False, allow_unicode=True, width=100)
    return text


def _line(instruction: dict[str, Any]) -> str:
    flags = instruction.get("flags", {}).items()
    said = [f"--{name}={value}" for name, values in flags for value in values]
    text = instruction.get("value") or " ".join(instruction.get("arguments", ()))
    return " ".join([instruction["name"], *said, text])
