"""Nunjucks by Jinja2's parser: its tokens are put into Jinja2's words first.

Where the two differ, what Nunjucks takes is taken; JavaScript's operators are, too, since people
write them and a later version may learn them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from jinja2 import Environment
from jinja2.lexer import Lexer, Token, _Rule

from goldenpath_hooks.prompts.engines import jinja2
from goldenpath_hooks.prompts.engines.jinja2 import RawToken
from goldenpath_hooks.prompts.engines.parsed import Parsed

VERBATIM = re.compile(r"(?P<before>\{%-?\s*+(?:end)?)verbatim(?P<after>\s*+-?%\})")
OPERATORS = {"&&": "and", "||": "or", "!": "not", "===": "==", "!==": "!="}
TAGS = {
    "elseif": "elif",
    "ifAsync": "if",
    "asyncEach": "for",
    "endeach": "endfor",
    "asyncAll": "for",
    "endall": "endfor",
    "switch": "if",
    "case": "elif",
    "default": "else",
    "endswitch": "endif",
}
CONSTANTS = frozenset({"null", "undefined"})


def parse(text: str) -> Parsed:
    environment, lexer = _language()
    # Of the same length, so that no position moves.
    text = VERBATIM.sub(r"\g<before>raw     \g<after>", text)
    tokens = jinja2.lex(lexer, text)
    return jinja2.read(NunjucksParser(environment, lexer, tokens), tokens, CONSTANTS)


@cache
def _language() -> tuple[Environment, NunjucksLexer]:
    environment = Environment(keep_trailing_newline=True)  # noqa: S701
    return environment, NunjucksLexer(environment)


class NunjucksParser(jinja2.TolerantParser):
    def parse_subscribed(self) -> Any:
        index = None if self.stream.current.type == "colon" else self.parse_expression()
        if self.stream.current.type == "colon":
            self.fail("Nunjucks knows no slices such as a[1:]", self.offset)
        return index


class NunjucksLexer(Lexer):
    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        own = [
            _Rule(re.compile(r"r/(?:[^/\\\n]|\\.)*+/[gimy]*+"), "regex", None),
            _Rule(re.compile(r"[!=]==|&&|\|\||!(?!=)"), "script", None),
            _Rule(re.compile(r"\w*+[$@][\w$@]*+"), "symbol", None),
        ]
        for state in ("block_begin", "variable_begin"):
            end, *rest = self.rules[state]
            self.rules[state] = [end, *own, *rest]

    def wrap(
        self, stream: Iterable[RawToken], name: str | None = None, filename: str | None = None
    ) -> Iterator[Token]:
        for token in super().wrap(_translate(stream), name, filename):
            yield token._replace(type="name") if token.type == "symbol" else token


def _translate(tokens: Iterable[RawToken]) -> Iterator[RawToken]:
    before = ""
    for offset, kind, value in tokens:
        if kind == "script":
            word = OPERATORS[value]
            yield offset, "name" if word.isalpha() else "operator", word
        elif kind == "regex":
            yield offset, "string", "''"
        elif kind == "string":
            yield offset, kind, value.replace("\\", "/")  # other escapes than Python's
        elif kind == "name" and before == "block_begin":
            yield offset, kind, TAGS.get(value, value)
        else:
            yield offset, kind, value
        before = before if kind == "whitespace" else kind
