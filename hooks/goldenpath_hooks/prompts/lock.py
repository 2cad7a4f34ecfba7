"""`prompts.lock`: which version of each prompt stands for which content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote, unquote

from goldenpath_hooks.findings import Finding, Place

FILENAME = "prompts.lock"
UNVERSIONED = "-"

HEADER = """\
# The version of each prompt and the hashes of what it stands for.
# Written by `prompt-version --write`: do not edit. After a merge conflict run it again.
"""
FOOTER = "# end\n"

HASH = "([0-9a-f]{16})"
ROW = re.compile(rf"(\S+) (\S+) interface:{HASH} content:{HASH} notes:{HASH} (\S+)")
MARKER = re.compile(r"(<{7}|\|{7}|={7}|>{7})(\s|$)")
PLAIN = "!$&'()*+,/:;?@[]^{}"


class Hashes(NamedTuple):
    """Of what a caller relies on, of what makes the answer, and of what is only said about it."""

    interface: str
    content: str
    notes: str


@dataclass(frozen=True)
class Row:
    """`path` is relative to the lock's folder."""

    name: str
    version: str
    hashes: Hashes
    path: str
    line: int = field(default=1, compare=False)

    def __str__(self) -> str:
        labelled = (f"{key}:{value}" for key, value in self.hashes._asdict().items())
        return " ".join((_quoted(self.name), _quoted(self.version), *labelled, _quoted(self.path)))

    @property
    def key(self) -> tuple[str, str]:
        return (self.name, self.path)


def render(rows: Iterable[Row]) -> str:
    """The file. git takes changes in neighbouring lines for one conflict, so each row stands
    between two lines that no change of a prompt touches."""
    blocks = (f"\n# {_quoted(row.name)}\n{row}\n" for row in sorted(rows, key=lambda row: row.key))
    return HEADER + "".join(blocks) + "\n" + FOOTER


def parse(path: str, text: str) -> tuple[list[Row], list[Finding]]:
    """The rows, and what is broken."""
    rows: dict[tuple[str, str], Row] = {}
    broken = list(_conflicts(path, text))
    conflict = bool(broken)
    for number, line in _lines(text):
        row = _row(line, number)
        if row is None:
            if not MARKER.match(line):
                broken.append(_broken(path, number, "this is no row of the lock"))
        elif row.key in rows and not conflict:
            message = f"a second row for {row.name} in {row.path}"
            broken.append(_broken(path, number, message))
        else:
            rows[row.key] = row
    return list(rows.values()), broken


def rows_in(text: str) -> Iterator[Row]:
    """The rows, whatever else the text holds."""
    return (row for number, line in _lines(text) if (row := _row(line, number)))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip()


def _row(line: str, number: int) -> Row | None:
    form = ROW.fullmatch(line)
    if form is None:
        return None
    name, version, path = (unquote(form[i], errors="surrogateescape") for i in (1, 2, 6))
    return Row(name, version, Hashes(form[3], form[4], form[5]), path, number)


def _conflicts(path: str, text: str) -> Iterator[Finding]:
    """One finding for each conflict, with the prompts that both sides changed."""
    start, names = 0, set[str]()
    for number, line in _lines(text):
        if line.startswith("<<<<<<<"):
            start, names = number, set()
        elif start and (row := _row(line, number)):
            names.add(row.name)
        elif start and line.startswith(">>>>>>>"):
            over = f" over {', '.join(sorted(names))}" if names else ""
            remedy = "resolve the prompts, then run `prompt-version --write`"
            yield _broken(path, start, f"a merge left a conflict{over}", remedy)
            start = 0
        elif not start and MARKER.match(line):
            yield _broken(path, number, "a merge left half a conflict")
    if start:
        yield _broken(path, start, "a merge left half a conflict")


def _broken(path: str, line: int, message: str, remedy: str = "") -> Finding:
    remedy = remedy or "run `prompt-version --write`"
    return Finding(path, Place(line), "prompt-lock-syntax", message, remedy)


def _quoted(text: str) -> str:
    """Without blanks, so that a row is split at them."""
    return quote(text, safe=PLAIN, errors="surrogateescape")
