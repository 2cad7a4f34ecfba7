"""Who must approve what, as the forges read `CODEOWNERS`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

SECTION = re.compile(r"(?P<optional>\^?)\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>.*)")
OWNER = re.compile(r"@@?[\w.-]+(?:/[\w.-]+)*|[^@\s]+@[\w-]+(?:\.[\w-]+)+")
COMMENT = re.compile(r"(?:^|\s)#.*")
BLANKS = re.compile(r"(?<!\\)\s+")
EXCLUDED = "!"


@dataclass(frozen=True)
class Rule:
    """Without owners it takes what it matches away from the rules before it in its section."""

    pattern: str
    owners: tuple[str, ...]
    line: int
    section: str = ""

    def to_input(self) -> dict[str, Any]:
        return {"pattern": self.pattern, "owners": [*self.owners], "section": self.section}


def parse(text: str, *, gitlab: bool) -> list[Rule]:
    """In the order in which they decide. Sections and exclusions are GitLab's."""
    bare = (COMMENT.sub("", line).strip() for line in text.splitlines())
    lines = [(number, line) for number, line in enumerate(bare, start=1) if line]
    return _gitlab(lines) if gitlab else _github(lines)


def _github(lines: Iterable[tuple[int, str]]) -> list[Rule]:
    """It does not read a line that begins like one of GitLab's."""
    return [_rule(*row) for row in lines if not row[1].startswith((EXCLUDED, "[", "^["))]


def _gitlab(lines: Iterable[tuple[int, str]]) -> list[Rule]:
    """Nothing that comes later includes again what one of its lines excludes."""
    kept: list[Rule] = []
    excluded: list[Rule] = []
    for rule in _of_sections(lines):
        if rule.pattern.startswith(EXCLUDED):
            excluded.append(Rule(rule.pattern[1:], (), rule.line, rule.section))
        else:
            kept.append(rule)
    return kept + excluded


def _of_sections(lines: Iterable[tuple[int, str]]) -> Iterator[Rule]:
    """Those of optional sections are left out: nobody has to approve."""
    section, optional = "", ""
    owners: tuple[str, ...] = ()
    for number, line in lines:
        if header := SECTION.fullmatch(line):
            section, optional = header["name"].strip().lower(), header["optional"]
            owners = _owners(header["owners"].split())
        elif not optional:
            rule = _rule(number, line)
            yield Rule(rule.pattern, rule.owners or owners, number, section)


def _rule(number: int, line: str) -> Rule:
    escaped, *words = BLANKS.split(line)
    pattern = re.sub(r"\\(.)", r"\1", escaped)
    # What is still escaped matches nothing that we could tell.
    return Rule(pattern, () if "\\" in pattern else _owners(words), number)


def _owners(words: list[str]) -> tuple[str, ...]:
    """None where one of them is no owner: the forge does not read such a line."""
    return tuple(words) if all(map(OWNER.fullmatch, words)) else ()
