"""Indents JSON; keys keep their order, numbers and text stay as they were written."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from goldenpath_hooks.findings import Finding, Place
from goldenpath_hooks.formats.formatter import Refused, add_arguments, run_formatter
from goldenpath_hooks.formats.jsontext import CLOSE, OPEN, TOKEN, keys, place

RULE = "format-json"
WIDTH = 100
"""What stands in one line stays there while it fits."""

# Written by a program, or in a dialect with comments, or one document a line.
LEFT_ALONE = (
    "*.jsonc", "*.json5", "*.jsonl", "*.ndjson", "*.ipynb", "*.jinja", "*.jinja2", "*.j2", "*.tpl",
    "*.code-workspace", "*-lock.json", "npm-shrinkwrap.json", "tsconfig*.json", "jsconfig*.json",
    ".vscode/*.json", ".devcontainer/*.json", "devcontainer.json",
)  # fmt: skip
COMMENT = re.compile(r"\s*(?://|/\*|#)")
TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{")
EMPTY = re.compile(r"\{\s*+\}|\[\s*+\]")
FLAT = {"{": "{ ", "}": " }", ",": ", ", ":": ": "}
EXPECTED = {
    "Expecting property name enclosed in double quotes": "a key in double quotes belongs here",
    "Expecting value": "a value belongs here",
    "Extra data": "the document has ended already",
}
REMEDIES = {"Extra data": "name a file of several documents .jsonl"}


def formatted(path: str, text: str, indent: int = 2) -> str | None:
    """The text in order, or None where it is not for us."""
    if any(PurePath(path).match(pattern) for pattern in LEFT_ALONE):
        return None
    try:
        repeated = _repeats_a_key(text)
    except RecursionError:
        raise Refused([_finding(path, Place(), "the values are nested too deeply")]) from None
    except json.JSONDecodeError as error:
        if COMMENT.match(text, error.pos) or TEMPLATE.search(text):
            return None
        raise Refused([_syntax(path, error)]) from None
    if repeated:
        raise Refused(list(_repetitions(path, text)))
    return "".join(_pieces(text, indent)) + "\n"


def _repeats_a_key(text: str) -> bool:
    """Reads the whole text as JSON, no more and no less."""
    repeated = False

    def names(pairs: list[tuple[str, object]]) -> int:
        nonlocal repeated
        repeated |= len({key for key, _ in pairs}) != len(pairs)
        return 0  # nobody looks at the values, so none is kept

    def refuse(name: str) -> object:
        position = next(m.start() for m in TOKEN.finditer(text) if m[0] == name)
        raise json.JSONDecodeError(f"no JSON: {name}", text, position)

    # `len`: a number of any length is read, as none is converted.
    json.loads(text, object_pairs_hook=names, parse_int=len, parse_float=len, parse_constant=refuse)
    return repeated


def _repetitions(path: str, text: str) -> Iterator[Finding]:
    first: dict[tuple[str | int, ...], int] = {}
    for key, position in keys(text):
        if key in first:
            line = place(text, first[key]).line
            message = f"key {json.dumps(key[-1])} stands in line {line} already"
            yield _finding(path, place(text, position), message, "keep one: readers take the last")
        first.setdefault(key, position)


def _syntax(path: str, error: json.JSONDecodeError) -> Finding:
    message = EXPECTED.get(error.msg, error.msg[:1].lower() + error.msg[1:])
    remedy = REMEDIES.get(error.msg, "mend it, nothing was rewritten")
    return _finding(path, Place(error.lineno, error.colno), message, remedy)


def _finding(path: str, at: Place, message: str, remedy: str = "") -> Finding:
    return Finding(path, at, RULE, message, remedy)


def _pieces(text: str, indent: int) -> Iterator[str]:
    """The formatted text of a valid document, piece by piece."""
    depth = column = position = 0
    while match := TOKEN.search(text, position):
        lexeme, position = match[0], match.end()
        if lexeme == "\n":
            continue
        if lexeme in OPEN and (flat := _flat(text, match.start(), WIDTH - column)):
            lexeme, position = flat
        elif lexeme in OPEN or lexeme == ",":
            depth += lexeme in OPEN
            lexeme += "\n" + " " * (indent * depth)
        elif lexeme in CLOSE:
            depth -= 1
            lexeme = "\n" + " " * (indent * depth) + lexeme
        elif lexeme == ":":
            lexeme = ": "
        yield lexeme
        column = len(lexeme) - lexeme.rindex("\n") - 1 if "\n" in lexeme else column + len(lexeme)


def _flat(text: str, start: int, room: int) -> tuple[str, int] | None:
    """An object or array as one line, if it is one line and fits, and where it ends."""
    if empty := EMPTY.match(text, start):
        return text[start] + text[empty.end() - 1], empty.end()
    parts: list[str] = []
    depth = 0
    for match in TOKEN.finditer(text, start):
        lexeme = match[0]
        piece = FLAT.get(lexeme, lexeme)
        if lexeme == "}" and parts[-1] == "{ ":
            parts[-1], piece = "{", "}"
        room -= len(piece)
        if lexeme == "\n" or room < 0:
            return None
        parts.append(piece)
        depth += (lexeme in OPEN) - (lexeme in CLOSE)
        if depth == 0:
            return "".join(parts), match.end()
    raise AssertionError("a valid document closes what it opens")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(RULE, description=__doc__)
    add_arguments(parser)
    parser.add_argument("--indent", type=int, default=2, metavar="N", help="blanks a level (2)")
    args = parser.parse_args(argv)
    return run_formatter(RULE, args, lambda path, text: formatted(path, text, args.indent))


if __name__ == "__main__":
    raise SystemExit(main())
