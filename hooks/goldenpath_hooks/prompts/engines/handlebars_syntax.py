"""Handlebars' own grammar: a text as tags, each with its call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from goldenpath_hooks.prompts.engines.handlebars_calls import Call, read_call
from goldenpath_hooks.prompts.engines.parsed import TOKENS, Broken, TooMuch

OPENING = re.compile(r"\{\{(?:(?P<raw>\{\{(?!/))|~?(?P<sign>!--|!|#>|#\*|[{&#^/>*])?)")
ELSE = re.compile(r"\s*+else(?=[\s~}])")
EMPTY = re.compile(r"\s*+~?\}\}")
CLOSE = re.compile(r"\s*+(?!\}~?\}\})~?\}\}")  # three braces close only what three opened
CLOSING = {"!--": r"--~?\}\}", "!": r"\}\}", "{": r"\s*+\}~?\}\}", "raw": r"\s*+\}\}\}\}"}
CLOSINGS = {sign: re.compile(pattern) for sign, pattern in CLOSING.items()}


class Tag(NamedTuple):
    """`sign` is what follows the braces, or `else`, or `raw` for a raw block up to its end."""

    sign: str
    start: int
    end: int
    call: Call | None = None


def tags(text: str) -> Iterator[Tag]:
    position = count = 0
    while (start := text.find("{{", position)) >= 0:
        count += 1
        if count > TOKENS:
            raise TooMuch(start)
        if text[start - 1 : start] == "\\" and text[start - 2 : start] != "\\\\":
            position = start + 2  # escaped: text
            continue
        tag = _tag(text, start)
        position = tag.end
        yield tag


def _tag(text: str, start: int) -> Tag:
    opening = OPENING.match(text, start)
    sign, inner = "", start + 2
    if opening:
        sign, inner = "raw" if opening["raw"] else opening["sign"] or "", opening.end()
    if sign.startswith("!"):
        # The dashes that open it may close it, too: `{{!---}}`.
        closing = CLOSINGS[sign].search(text, inner - len(sign) + 1)
        return Tag("!", start, _end(closing, start, "comment"))
    if sign in ("", "^") and (end := EMPTY.match(text, inner)) and sign:
        return Tag("else", start, end.end())
    if not sign and (word := ELSE.match(text, inner)):
        if end := EMPTY.match(text, word.end()):
            return Tag("else", start, end.end())
        call, stop = read_call(text, start, word.end(), CLOSE)
        return Tag("else", start, stop, call)
    call, stop = read_call(text, start, inner, CLOSINGS.get(sign, CLOSE))
    if sign == "raw":
        last = re.compile(r"\{\{\{\{/" + re.escape(call.name) + r"\s*+\}\}\}\}")
        stop = _end(last.search(text, stop), start, f"raw block {call.name}")
    return Tag(sign, start, stop, call)


def _end(closing: re.Match[str] | None, start: int, what: str) -> int:
    if closing is None:
        raise Broken(start, f"the {what} is never closed")
    return closing.end()
