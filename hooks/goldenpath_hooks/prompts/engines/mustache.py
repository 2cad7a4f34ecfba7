"""Mustache: variables, sections, partials and a change of delimiters."""

from __future__ import annotations

import re

from goldenpath_hooks.prompts.engines.parsed import (
    TOKENS,
    Broken,
    MarkAt,
    Parsed,
    Span,
    TooMuch,
    UseAt,
)

DELIMITERS = ("{{", "}}")
SIGNS = tuple("#^/>!&{=")
SPACES = re.compile(r"\s*+")
PATH = re.compile(r"[^\s.]+(?:\.[^\s.]+)*")

INTERPOLATION = re.compile(r"\{\{\s*+([\w.-]++)\s*+\}\}")


def interpolations(text: str) -> Parsed:
    """The part of the language that puts values in; all else is text."""
    found = INTERPOLATION.finditer(text)
    return Parsed(uses=[UseAt(variable.start(1), variable[1]) for variable in found])


def parse(text: str) -> Parsed:
    parsed = Parsed()
    opened: list[Span] = []
    (left, right), position, count = DELIMITERS, 0, 0
    while (start := text.find(left, position)) >= 0:
        count += 1
        if count > TOKENS:
            raise TooMuch(start)
        inner = SPACES.match(text, start + len(left)).end()  # type: ignore[union-attr]
        sign = text[inner] if text[inner : inner + 1] in SIGNS else ""
        inner += len(sign)
        closing = {"{": "}", "=": "="}.get(sign, "") + right
        end = text.find(closing, inner)
        if end < 0:
            raise Broken(start, f"{left} is never closed by {closing}")
        position = end + len(closing)
        if sign == "=":
            left, right = _delimiters(text[inner:end], start)
        else:
            _read_tag(sign, text[inner:end], Span("", start, position), inner, opened, parsed)
    if opened:
        raise Broken(opened[-1].start, f"the section {opened[-1].name} is never closed")
    parsed.sort()
    return parsed


def _delimiters(written: str, start: int) -> tuple[str, str]:
    match written.split():
        case [left, right, *_]:
            return left, right
    raise Broken(start, "a change of delimiters names two of them")


def _read_tag(
    sign: str, body: str, tag: Span, inner: int, opened: list[Span], parsed: Parsed
) -> None:
    name = body.strip()
    at = inner + body.find(name)
    if sign == "!":
        parsed.inert.append(tag._replace(name="comment"))
    elif sign == ">":
        parsed.marks.append(MarkAt(at, "partial", name))
    elif sign == "/":
        parsed.blocks.append(_close(name, tag, opened))
    else:
        if PATH.fullmatch(name):
            # A section's values come first, what is around it second: nobody can tell here.
            parsed.uses.append(UseAt(at, name, bool(opened) or sign in ("#", "^")))
        if sign in ("#", "^"):
            parsed.marks.append(MarkAt(tag.start, "tag", sign))
            opened.append(tag._replace(name=name))


def _close(name: str, tag: Span, opened: list[Span]) -> Span:
    if not opened or opened[-1].name != name:
        state = f"the section {opened[-1].name} is open" if opened else "no section is open"
        raise Broken(tag.start, f"{name} is closed here, but {state}")
    return opened.pop()._replace(end=tag.end)
