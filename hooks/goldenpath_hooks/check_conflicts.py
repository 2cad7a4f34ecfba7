"""Conflict markers that a merge or `copier update` left, whether a merge is under way or not."""

from __future__ import annotations

import itertools
import mmap
import re
from collections.abc import Iterator, Sequence

from goldenpath_hooks import files
from goldenpath_hooks.findings import LONGEST, Finding, Place, one_line
from goldenpath_hooks.run import run_on_files

Data = bytes | mmap.mmap
RULE = "check-conflicts"
START, BASE, MIDDLE, END = b"<", b"|", b"=", b">"
# Git writes seven, at the start of a line, then a blank and a label; the middle has no label.
MARKER = re.compile(rb"([<>|])\1{6}(?=[ \r\n]|\Z)[^\r\n]*|={7}(?=\r?\n|\Z)")
# Begins with a literal, so that the search runs from line to line at the speed of memory.
CANDIDATE = re.compile(rb"\n(?=[<|=>]{7})")
# An empty row of a Markdown table has seven of them too.
LABELLED_BASE = re.compile(rb"\|{7} [^|]+\Z")
REMEDY = "choose what to keep, then delete the markers"
REMEDY_OF_UPDATE = (
    "before updating stands what you had, after updating what the template has now: "
    "choose what to keep, then delete the markers"
)


def markers(data: Data) -> Iterator[tuple[int, bytes]]:
    """Where each line begins that is a marker of a conflict, and what it says.

    A line of `=======` alone underlines a heading, so it counts between two others only.
    """
    inside = False
    for match in _lines(data):
        line = match[0]
        sign = line[:1]
        if (
            sign == START
            or inside
            or (sign == BASE and LABELLED_BASE.match(line))
            or (sign == END and not _quoted(data, match))
        ):
            yield match.start(), line
        inside = sign == START or (inside and sign != END)


def _lines(data: Data) -> Iterator[re.Match[bytes]]:
    for start in itertools.chain((0,), (match.end() for match in CANDIDATE.finditer(data))):
        if match := MARKER.match(data, start):
            yield match


def _quoted(data: Data, match: re.Match[bytes]) -> bool:
    """Whether this is the seventh level of a quotation, in a mail for instance."""
    after = data.find(b"\n", match.end()) + 1
    if after and data[after : after + 1] == END:
        return True
    before = data.rfind(b"\n", 0, max(match.start() - 1, 0)) + 1
    return match.start() > 0 and data[before : before + 1] == END


def find(path: str, data: Data) -> Iterator[Finding]:
    line, counted = 1, 0
    for start, marker in markers(data):
        line += data[counted:start].count(b"\n")
        counted = start
        shown = one_line(marker[:LONGEST].decode("utf-8", "replace"), 100)
        remedy = REMEDY_OF_UPDATE if b" updating" in marker else REMEDY
        yield Finding(path, Place(line), RULE, f"conflict marker `{shown}`", remedy)


def check(path: str) -> Iterator[Finding]:
    """Reads by mapping: a marker may stand in a file of any size."""
    try:
        with files.opened(path) as (file, size):
            if not size:  # nothing to map
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if found := list(find(path, data)):
                    yield from files.unwaived(path, data[:].decode("utf-8", "replace"), found)
    except files.Unreadable as error:
        yield error.finding


def main(argv: Sequence[str] | None = None) -> int:
    return run_on_files(RULE, __doc__, check, argv)


if __name__ == "__main__":
    raise SystemExit(main())
