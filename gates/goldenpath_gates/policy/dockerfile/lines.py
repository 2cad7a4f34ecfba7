"""One line for each instruction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.dockerfile.words import WORD, name_and_rest

DIRECTIVE = re.compile(r"#\s*(\w+)\s*=\s*(.+?)\s*$")
HEREDOC = re.compile(r"""\d*<<(-?)(["']?)([^<"'\s]+)\2""")
WITH_HEREDOC = frozenset(("ADD", "COPY", "RUN"))


def escape_of(lines: list[str]) -> str:
    """The character that goes on with a line; directives count only above everything else."""
    for line in lines:
        directive = DIRECTIVE.match(line.strip())
        if directive is None:
            break
        if directive[1].lower() == "escape" and directive[2] in ("\\", "`"):
            return directive[2]
    return "\\"


def logical(lines: list[str], escape: str, path: str) -> Iterator[tuple[int, str, str]]:
    """Number, text without comments and continuations, and what its heredocs hold.

    Raises IncompleteError where a heredoc does not end."""
    mark = re.escape(escape)
    continued = re.compile(rf"(^|[^{mark}]){mark}[ \t]*$")
    rest = enumerate(lines, start=1)
    for number, line in rest:
        if not line.strip() or _comment(line):
            continue
        parts = []
        piece = line.lstrip()
        while ends := continued.search(piece):
            parts.append(piece[: ends.end(1)])
            piece = next((one for _, one in rest if one.strip() and not _comment(one)), "")
        text = "".join([*parts, piece]).strip()
        yield number, text, "".join(_bodies(text, rest, f"{path}:{number}:1"))


def _comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _bodies(text: str, rest: Iterator[tuple[int, str]], place: str) -> Iterator[str]:
    name, value = name_and_rest(text)
    if (name_and_rest(value)[0] if name == "ONBUILD" else name) not in WITH_HEREDOC:
        return
    for word in WORD.findall(value):
        if (heredoc := HEREDOC.fullmatch(word)) is None:
            continue
        for _, line in rest:
            if (line.lstrip("\t") if heredoc[1] else line) == heredoc[3]:
                break
            yield f"\n{line}"
        else:
            raise IncompleteError(f"{place}: {heredoc[3]} ends nowhere, write it on its own line")
