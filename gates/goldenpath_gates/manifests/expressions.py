"""The language of conditions, https://expr-lang.org, as far as to say that one cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

KNOWN = frozenset({"result", "asInt", "asFloat", "isNaN", "isInf", "isNil", "default"})
"""What Argo Rollouts gives a condition, `utils/evaluate/evaluate.go` of v1.10."""
BUILTINS = frozenset(
    {
        *("all", "none", "any", "one", "filter", "find", "findIndex", "findLast"),
        *("findLastIndex", "map", "count", "sum", "mean", "median", "first", "last", "take"),
        *("len", "type", "abs", "ceil", "floor", "round", "int", "float", "string", "trim"),
        *("trimPrefix", "trimSuffix", "upper", "lower", "split", "splitAfter", "replace"),
        *("repeat", "join", "indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "max", "min"),
        *("toJSON", "fromJSON", "toBase64", "fromBase64", "now", "duration", "date", "timezone"),
        *("concat", "flatten", "uniq", "reduce", "groupBy", "sortBy", "sort", "reverse", "keys"),
        *("values", "toPairs", "fromPairs", "get", "bitand", "bitor", "bitxor", "bitnand"),
        *("bitnot", "bitshl", "bitshr", "bitushr"),
    }
)
BINARY = {
    **dict.fromkeys(("|",), 1),
    **dict.fromkeys(("||", "or"), 10),
    **dict.fromkeys(("&&", "and"), 15),
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">="), 20),
    **dict.fromkeys(("in", "not", "matches", "contains", "startsWith", "endsWith"), 20),
    "..": 25,
    **dict.fromkeys(("+", "-"), 30),
    **dict.fromkeys(("*", "/", "%"), 60),
    **dict.fromkeys(("**", "^"), 100),
    "??": 500,
}
"""Operators by how tightly they bind."""
NEGATABLE = ("in", "matches", "contains", "startsWith", "endsWith")
UNARY = {"not": 50, "!": 50, "-": 90, "+": 90}
TERNARY = 0
MAX_DEPTH = 100
TOKEN = re.compile(
    r"""\s*(?:(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<number>0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<operator>\*\*|\.\.|\?\?|\?\.|&&|\|\||[=!<>]=|[-+*/%^<>!?:.,;()\[\]{}\#|=]))""",
    re.VERBOSE | re.DOTALL,
)


class UnreadableError(ValueError):
    """What is wrong, in a few words."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


def check(text: str, known: frozenset[str] = KNOWN) -> None:
    """Raises UnreadableError where it is no expression, or asks for something that nobody gives."""
    reader = _Reader([*_tokens(text)], known)
    reader.sequence()
    if reader.token.kind != "end":
        raise UnreadableError(f"{reader.token.text} is not expected")


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if match is None:
            raise UnreadableError(f"{text[place:].split()[0][:20]} cannot be read")
        place = match.end()
        if match.lastgroup != "comment":
            yield Token(str(match.lastgroup), match[str(match.lastgroup)])


class _Reader:
    """By precedence; it says whether the text can be read and keeps nothing of it."""

    def __init__(self, tokens: Sequence[Token], known: frozenset[str]) -> None:
        self.tokens = [*tokens, Token("end", "the end")]
        self.place = 0
        self.depth = 0
        self.scopes: list[set[str]] = [set(known)]

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def next(self) -> Token:
        token = self.token
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def taken(self, *texts: str) -> bool:
        if self.token.kind in ("operator", "name") and self.token.text in texts:
            self.next()
            return True
        return False

    def want(self, text: str) -> None:
        if not self.taken(text):
            raise UnreadableError(f"{text} is expected, not {self.token.text}")

    def sequence(self) -> None:
        """`let a = 1; a + 1`."""
        while self.taken("let"):
            name = self.next()
            self.want("=")
            self.expression()
            self.want(";")
            self.scopes[-1].add(name.text)
        self.expression()

    def expression(self, least: int = TERNARY) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableError("it is nested too deeply")
        self.operand()
        while (power := self._operator()) is not None and power >= max(least, 1):
            if self.taken("not"):
                if not self.taken(*NEGATABLE):
                    raise UnreadableError(f"{self.token.text} is not expected after not")
            else:
                self.next()
            self.expression(power + 1)
        if least == TERNARY and self.taken("?"):
            self.expression()
            self.want(":")
            self.expression()
        self.depth -= 1

    def _operator(self) -> int | None:
        return BINARY.get(self.token.text) if self.token.kind in ("operator", "name") else None

    def operand(self) -> None:
        if self.token.kind in ("operator", "name") and self.token.text in UNARY:
            self.expression(UNARY[self.next().text])
            return
        self._primary()
        while True:
            if self.taken(".", "?."):
                self._member()
            elif self.taken("["):
                self._index()
            elif self.taken("("):
                self._listed(")")
            else:
                return

    def _index(self) -> None:
        if not self.taken(":"):
            self.expression()
            if not self.taken(":"):
                self.want("]")
                return
        if self.token.text != "]":
            self.expression()
        self.want("]")

    def _listed(self, end: str) -> None:
        while not self.taken(end):
            self.expression()
            if not self.taken(","):
                self.want(end)
                return

    def _block(self) -> None:
        self.scopes.append(set(self.scopes[-1]))
        self.sequence()
        self.scopes.pop()
        self.want("}")

    def _branches(self) -> None:
        """`if a { b } else if c { d } else { e }`."""
        self.expression()
        self.want("{")
        self._block()
        self.want("else")
        if self.taken("if"):
            self._branches()
        else:
            self.want("{")
            self._block()

    def _primary(self) -> None:
        token = self.next()
        if token.kind in ("number", "string") or token.text in ("true", "false", "nil"):
            return
        if token.kind == "name" and token.text != "if":
            if token.text not in BUILTINS and token.text not in self.scopes[-1]:
                raise UnreadableError(f"{token.text} is not known")
            return
        match token.text:
            case "(":
                self.sequence()
                self.want(")")
            case "[":
                self._listed("]")
            case "{":
                self._braces()
            case "if":
                self._branches()
            case "#":  # what is looked at, within what is asked of each
                self.taken("acc", "index")
            case ".":
                self._member()
            case _:
                raise UnreadableError(f"{token.text} is not expected")

    def _member(self) -> None:
        if self.token.text != "[" and self.next().kind != "name":
            raise UnreadableError("a name is expected after .")

    def _braces(self) -> None:
        """A map, or what is asked of each of a list."""
        after = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        if self.token.text in ("}", "(") or after.text == ":":
            self._members()
        else:
            self._block()

    def _members(self) -> None:
        while not self.taken("}"):
            if self.taken("("):
                self.expression()
                self.want(")")
            elif self.next().kind not in ("name", "string", "number"):
                raise UnreadableError("a name is expected in { }")
            self.want(":")
            self.expression()
            if not self.taken(","):
                self.want("}")
                return
