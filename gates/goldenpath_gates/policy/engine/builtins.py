"""What OPA leaves to its host: `sprintf`, with Go's verbs and OPA's idea of the arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.policy.engine.go_text import number, quoted

WORD = re.compile(r'"(?:[^"\\]|\\.)*"|set\(\)|[\[\]{}:,]|[^\s\[\]{}:,]+')
VERB = re.compile(r"%(\.\d+)?(.?)", re.DOTALL)
INT64 = range(-(1 << 63), 1 << 63)
MAX_RUNE = 0x10FFFF
RANK = {"[": 4, "{": 5, "set": 6}


class UnsupportedError(Exception):
    """Something that OPA can and this engine cannot."""


@dataclass(frozen=True)
class Number:
    """As it is written, because `1` and `1.0` print differently."""

    text: str

    @property
    def value(self) -> int | float:
        return float(self.text) if set(".eE") & set(self.text) else int(self.text)


@dataclass(frozen=True)
class Collection:
    """An array `[`, an object `{`, whose items are pairs, or a `set`; the latter two are sorted."""

    kind: str
    items: tuple[Any, ...]


Term = str | bool | Number | Collection | None
CONSTANTS: Mapping[str, Term] = {
    "null": None,
    "true": True,
    "false": False,
    "set()": Collection("set", ()),
}


def parse(dumped: str) -> Term:
    """From the form in which OPA's module writes a value of Rego."""
    words = iter(WORD.findall(dumped))
    return _term(next(words), words)


def _term(word: str, rest: Iterator[str]) -> Term:
    if word == "[":
        return Collection("[", tuple(_term(one, rest) for one in _until("]", rest)))
    if word == "{":
        return _braces(rest)
    if word[0] == '"':
        text: str = json.loads(word, strict=False)
        return text
    return CONSTANTS[word] if word in CONSTANTS else Number(word)


def _until(end: str, rest: Iterator[str]) -> Iterator[str]:
    return (word for word in iter(lambda: next(rest), end) if word != ",")


def _braces(rest: Iterator[str]) -> Collection:
    items: list[Any] = []
    keys: list[Term] = []
    for word in _until("}", rest):
        if word == ":":
            keys.append(items.pop())
        else:
            items.append(_term(word, rest))
    if keys or not items:
        pairs = zip(keys, items, strict=True)
        return Collection("{", tuple(sorted(pairs, key=lambda pair: tuple(map(_rank, pair)))))
    return Collection("set", tuple(sorted(items, key=_rank)))


def _rank(term: Any) -> tuple[Any, ...]:
    """Sorts values of any types as OPA does."""
    match term:
        case None:
            return (0,)
        case bool():
            return (1, term)
        case Number():
            return (2, term.value)
        case str():
            return (3, term)
        case Collection():
            return (RANK[term.kind], tuple(map(_rank, term.items)))
    return tuple(map(_rank, term))


def rendered(term: Term) -> str:
    """As Rego writes it."""
    match term:
        case str():
            return quoted(term)
        case Number():
            return term.text
        case Collection("[", items):
            return f"[{', '.join(map(rendered, items))}]"
        case Collection("{", items):
            return f"{{{', '.join(f'{rendered(k)}: {rendered(v)}' for k, v in items)}}}"
        case Collection(_, items):
            return f"{{{', '.join(map(rendered, items))}}}" if items else "set()"
    return "null" if term is None else str(term).lower()


def sprintf(template: Term, arguments: Term) -> str | None:
    """None, which is undefined, where OPA refuses the types."""
    if not isinstance(template, str) or not isinstance(arguments, Collection):
        return None
    rest = iter([_argument(item) for item in arguments.items])
    text = VERB.sub(lambda found: _written(found[1], found[2], rest), template)
    extra = ", ".join(f"{_type(one)}={_plain(one)}" for one in rest)
    return f"{text}%!(EXTRA {extra})" if extra else text


def _argument(term: Term) -> str | int | float:
    """Only numbers and strings reach Go as such; the rest is text."""
    if isinstance(term, Number):
        return term.value
    return term if isinstance(term, str) else rendered(term)


def _written(precision: str | None, verb: str, rest: Iterator[str | int | float]) -> str:
    if verb == "%":
        return "%"
    if not verb:
        return "%!(NOVERB)"
    if verb not in FORMATS or (precision and verb != "f"):
        raise UnsupportedError(f"sprintf with %{precision or ''}{verb}")
    value = next(rest, None)
    if value is None:
        return f"%!{verb}(MISSING)"
    if precision and isinstance(value, float):
        return f"{value:{precision}f}"
    text = FORMATS[verb](value)
    return f"%!{verb}({_type(value)}={_plain(value)})" if text is None else text


def _type(value: str | int | float) -> str:
    if isinstance(value, int):
        return "int64" if value in INT64 else "big.Int"
    return "string" if isinstance(value, str) else "float64"


def _plain(value: str | int | float) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _quoted(value: str | int | float) -> str | None:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float) or value not in INT64:
        return None
    legal = 0 <= value <= MAX_RUNE and not 0xD800 <= value < 0xE000
    return quoted(chr(value) if legal else "\ufffd", "'")


def _hexadecimal(value: str | int | float) -> str:
    if isinstance(value, str):
        return value.encode().hex()
    if isinstance(value, int):
        return f"{value:x}"
    mantissa, _, power = value.hex().partition("p")
    mantissa = mantissa.rstrip("0").removesuffix(".") if "." in mantissa else mantissa
    return f"{mantissa}p{power[0]}{power[1:]:0>2}"


FORMATS: Mapping[str, Callable[[str | int | float], str | None]] = {
    "v": _plain,
    "s": lambda value: str(value) if _type(value) in ("string", "big.Int") else None,
    "d": lambda value: str(value) if isinstance(value, int) else None,
    "f": lambda value: f"{value:f}" if isinstance(value, float) else None,
    "q": _quoted,
    "x": _hexadecimal,
}
BUILTINS: Mapping[str, Callable[..., str | None]] = {"sprintf": sprintf}
