"""The inside of a Handlebars tag: its tokens as nested calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from goldenpath_hooks.prompts.engines.parsed import Broken, TooMuch

DEPTH = 50
TOKENS_OF_TAG = 10_000
SEGMENT = r"(?:\[(?:\\\]|[^\]])*+\]|[^\s!\"#%-,./;->@\[-^`{-~]++|\.\.?(?=[=~}\s/.)\]|]))"
TOKEN = re.compile(
    r"\s*+(?:"
    r"\"(?P<double>(?:\\\"|[^\"])*+)\"|'(?P<single>(?:\\'|[^'])*+)'"
    r"|(?P<number>-?[0-9]++(?:\.[0-9]++)?(?=[~}\s)\]]))"
    r"|as\s++\|(?P<params>[^|{}]*+)\|"
    rf"|(?P<path>@?{SEGMENT}(?:[./]{SEGMENT})*+(?=[=~}}\s/.)\]|]))"
    r"|(?P<mark>[()=])"
    r")"
)
LITERALS = frozenset({"true", "false", "null", "undefined"})


class Token(NamedTuple):
    kind: str
    text: str
    start: int


@dataclass
class Call:
    """A path or literal, and what is handed to it."""

    head: Token | Call
    arguments: list[Token | Call] = field(default_factory=list)
    params: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.head.text if isinstance(self.head, Token) else ""


def read_call(text: str, start: int, inner: int, closing: re.Pattern[str]) -> tuple[Call, int]:
    """The call between here and the end of the tag, and where that is."""
    tokens: list[Token] = []
    position = inner
    while (end := closing.match(text, position)) is None:
        found = TOKEN.match(text, position)
        if found is None:
            raise _unreadable(text, start, position)
        if len(tokens) >= TOKENS_OF_TAG:
            raise TooMuch(start)
        kind = str(found.lastgroup)
        tokens.append(Token(kind, found[kind], found.start(kind)))
        position = found.end()
    return _Expressions(tokens, position).all(), end.end()


def _unreadable(text: str, start: int, position: int) -> Broken:
    if text.find("}}", position) < 0:
        return Broken(start, "the tag is never closed")
    at = position + len(text[position:]) - len(text[position:].lstrip())
    return Broken(at, f"unexpected {text[at]!r} in a tag")


class _Expressions:
    """Tokens as nested calls."""

    def __init__(self, tokens: list[Token], end: int) -> None:
        self.tokens = tokens
        self.next = 0
        self.end = Token("mark", "", end)

    @property
    def current(self) -> Token:
        return self.tokens[self.next] if self.next < len(self.tokens) else self.end

    def all(self) -> Call:
        call = self._call("", 0)
        if self.current is not self.end:
            raise self._unexpected()
        return call

    def _call(self, stop: str, depth: int) -> Call:
        call = Call(self._value(depth))
        keyed = False
        while self.current.kind != "mark" or self.current.text != stop:
            if self.current.kind == "params":
                call.params = tuple(self._take().text.split())
                continue
            first = self.current
            value = self._value(depth)
            if self.current.kind == "mark" and self.current.text == "=":
                self._take()
                value, keyed = self._value(depth), True
            elif keyed:
                raise Broken(first.start, "a positional argument stands behind a named one")
            call.arguments.append(value)
        return call

    def _value(self, depth: int) -> Token | Call:
        token = self._take()
        if token.kind != "mark":
            return token
        if token.text != "(" or depth > DEPTH:
            self.next -= 1
            raise self._unexpected()
        call = self._call(")", depth + 1)
        self._take()
        return call

    def _take(self) -> Token:
        token = self.current
        self.next += 1
        return token

    def _unexpected(self) -> Broken:
        what = repr(self.current.text) if self.current.text else "the end"
        return Broken(self.current.start, f"unexpected {what} in a tag")
