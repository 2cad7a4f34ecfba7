"""What changed, for people and for tools."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from goldenpath_gates.console import plain
from goldenpath_gates.contracts.breaks import Breaks
from goldenpath_gates.contracts.change import Change, Level
from goldenpath_gates.contracts.judge import Judged
from goldenpath_gates.contracts.semver import consequence

LEVELS: tuple[Level, ...] = ("breaking", "warning", "addition", "change")
"""The gravest first."""
HEAD = "| contract | rule | level | pointer | change |\n| --- | --- | --- | --- | --- |\n"


def as_json(judged: Iterable[Judged], breaks: Breaks) -> str:
    document = {"version": 1, "contracts": [_body(each, breaks) for each in judged]}
    return json.dumps(document, indent=2) + "\n"


def _body(judged: Judged, breaks: Breaks) -> dict[str, Any]:
    unaccepted = set(judged.unaccepted(breaks))
    step = consequence(judged.changes)
    return {
        "contract": judged.contract,
        "from": judged.old,
        "to": judged.new,
        "demands": str(step) if step and judged.semantic else None,
        "changes": [
            {
                "rule": each.rule,
                "level": each.level,
                "pointer": each.pointer,
                "message": each.message,
                **({"accepted": each not in unaccepted} if each.level == "breaking" else {}),
            }
            for each in ordered(judged.changes)
        ],
    }


def as_markdown(judged: Iterable[Judged], breaks: Breaks) -> str:
    """A table, or one sentence where nothing changed."""
    rows = [row for each in judged for row in _rows(each, set(each.unaccepted(breaks)))]
    return f"# Changes of contracts\n\n{HEAD}{''.join(rows)}" if rows else "Nothing changed.\n"


def _rows(judged: Judged, unaccepted: Collection[Change]) -> Iterator[str]:
    for each in ordered(judged.changes):
        accepted = each.level == "breaking" and each not in unaccepted
        level = f"{each.level}, accepted" if accepted else each.level
        contract, rule, pointer = map(_code, (judged.contract, each.rule, each.pointer or "/"))
        yield f"| {contract} | {rule} | {level} | {pointer} | {_text(each.message)} |\n"


def _code(text: str) -> str:
    inside = plain(text).replace("`", "'").replace("|", "\\|")
    return f"`{inside}`"


def _text(text: str) -> str:
    """Names in it come from the contract: no markup but of code, no further cell."""
    return "".join(f"\\{each}" if each in "\\*[]<>|" else each for each in plain(text))


def ordered(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda each: (LEVELS.index(each.level), each))


def counted(changes: Iterable[Change]) -> str:
    """`2 breaking, 1 addition`; what there is none of is left out."""
    levels = Counter(each.level for each in changes)
    found = [f"{levels[level]} {_named(level, levels[level])}" for level in LEVELS if levels[level]]
    return ", ".join(found) or "no change"


def _named(level: Level, count: int) -> str:
    return level if level == "breaking" or count == 1 else f"{level}s"
