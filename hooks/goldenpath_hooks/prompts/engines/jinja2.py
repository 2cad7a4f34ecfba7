"""Jinja2 by its own lexer and parser.

Tokens carry their offset where Jinja2 keeps a line number, so that every node, and every error,
knows its column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError
from jinja2.lexer import Lexer, TokenStream
from jinja2.parser import Parser

from goldenpath_hooks.prompts.engines.parsed import (
    TOKENS,
    Broken,
    MarkAt,
    Parsed,
    Span,
    TooMuch,
)
from goldenpath_hooks.prompts.engines.variables import Reader

RawToken = tuple[int, str, str]
SPACE = re.compile(r"\s*")
MIDDLES = frozenset({"else", "elif", "elseif"})
BLOCKS = frozenset({"if", "for", "macro", "call", "filter", "block", "with", "autoescape"})
SINGLE = frozenset({"set", "endset", "extends", "print", "include", "from", "import"})
RAW = frozenset({"raw", "endraw"})  # the lexer takes the pair: as a tag, each is alone
KNOWN_TAGS = BLOCKS | SINGLE | MIDDLES | RAW | {f"end{name}" for name in BLOCKS}
EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n")


def parse(text: str, *, extended: bool = False) -> Parsed:
    """`extended`: an application renders it that may add tags of its own."""
    environment = _environment(extended)
    tokens = lex(environment.lexer, text)
    return read(TolerantParser(environment, environment.lexer, tokens, extended), tokens)


@cache
def _environment(extended: bool) -> Environment:
    # Nothing is rendered here, so nothing can be injected.
    extensions = EXTENSIONS if extended else ()
    return Environment(extensions=extensions, keep_trailing_newline=True)  # noqa: S701


def read(parser: TolerantParser, tokens: list[RawToken], constants: Iterable[str] = ()) -> Parsed:
    """`constants`: names that the language has, where Jinja2 would see a variable."""
    parsed, unclosed = _outline(tokens)
    try:
        body = parser.subparse()
        reader = Reader(parsed, constants)
        reader.read_all(body)
    except TemplateSyntaxError as error:
        offset = error.lineno
        if str(error.message).startswith("Unexpected end of template") and unclosed:
            offset = unclosed[-1].start
        raise Broken(offset, _sentence(error)) from None
    except ValueError:
        raise Broken(parser.offset, "a number of too many digits") from None
    except RecursionError:
        raise Broken(parser.offset, "nested too deeply", "flatten it") from None
    parsed.sort()
    return parsed


def lex(lexer: Lexer, text: str) -> list[RawToken]:
    """All tokens, with their offsets."""
    text = text.replace("\r", "\n")  # as the lexer does
    tokens: list[RawToken] = []
    end = 0
    try:
        for _, kind, value in lexer.tokeniter(text, None):
            if not text.startswith(value, end):  # `{%-` took the space before it
                end = SPACE.match(text, end).end()  # type: ignore[union-attr]
            tokens.append((end, kind, value))
            end += len(value)
            if len(tokens) > TOKENS:
                raise TooMuch(end)
    except TemplateSyntaxError as error:
        message = str(error.message)
        if message.startswith("Missing end"):
            end = tokens[-1][0]
        raise Broken(end, _sentence(error)) from None
    return tokens


def _sentence(error: TemplateSyntaxError) -> str:
    message = str(error.message).rstrip(".")
    message = re.sub(r"^(unexpected char .*) at \d+$", r"\1", message, flags=re.DOTALL)
    return message[:1].lower() + message[1:]


def _outline(tokens: list[RawToken]) -> tuple[Parsed, list[Span]]:
    """Tags, blocks, comments and raw text, and the blocks that nothing closes."""
    parsed = Parsed()
    opened = _Opened()
    start = 0
    for index, (offset, kind, value) in enumerate(tokens):
        if kind == "block_begin":
            name_at, name = _tag_name(tokens, index)
            if name.startswith("end"):
                parsed.blocks += opened.close(name[3:], name_at)
            elif name and name not in MIDDLES:
                parsed.marks.append(MarkAt(name_at, "tag", name))
                opened.open(Span(name, offset, offset))
        elif kind in ("comment_begin", "raw_begin"):
            start = offset
            if kind == "raw_begin":
                parsed.marks.append(MarkAt(offset, "tag", "raw"))
        elif kind in ("comment_end", "raw_end"):
            parsed.inert.append(Span(kind[:-4], start, offset + len(value)))
    return parsed, [span for span in opened.spans if span.name in BLOCKS]


class _Opened:
    """The tags so far that no end tag belongs to yet; counted, so that the search stays linear."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.names: Counter[str] = Counter()

    def open(self, span: Span) -> None:
        self.spans.append(span)
        self.names[span.name] += 1

    def close(self, name: str, end: int) -> list[Span]:
        """The nearest block of that name; what was opened since has no end tag of its own."""
        while self.names[name]:
            span = self.spans.pop()
            self.names[span.name] -= 1
            if span.name == name:
                return [Span(name, span.start, end)]
        return []


def _tag_name(tokens: list[RawToken], index: int) -> tuple[int, str]:
    for offset, kind, value in tokens[index + 1 : index + 3]:
        if kind == "name":
            return offset, value
    return tokens[index][0], ""


class TolerantParser(Parser):
    """Jinja2's parser on tokens that are there already. Where `extended`, a tag that it does not
    know is skipped, and so is its end tag."""

    def __init__(
        self,
        environment: Environment,
        lexer: Lexer,
        tokens: Iterable[RawToken],
        extended: bool = False,
    ) -> None:
        super().__init__(environment, "")
        self.stream = TokenStream(lexer.wrap(tokens), None, None)
        self.extended = extended

    @property
    def offset(self) -> int:
        return self.stream.current.lineno

    def parse_statement(self) -> Any:
        token = self.stream.current
        if self.extended and token.type == "name" and not self._knows(token.value):
            while self.stream.current.type not in ("block_end", "eof"):
                next(self.stream)
            return []
        return super().parse_statement()

    def _knows(self, tag: str) -> bool:
        return tag in KNOWN_TAGS or tag in self.extensions
