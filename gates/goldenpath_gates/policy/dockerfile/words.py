"""The words of an instruction, and the variables in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, partial

WORD = re.compile(r"""(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*'|["'\\])+""", re.S)
VARIABLE = (
    r"\$(?:(?P<name>\w+)|\{(?P<braced>\w+)"
    r"(?:(?P<sign>:?[-+])(?P<other>(?:[^{}]|\{[^{}]*\})*))?\})(?P<variable>)"
)


def name_and_rest(text: str) -> tuple[str, str]:
    """The name of the instruction is in upper case."""
    name, _, rest = text.replace("\t", " ", 1).partition(" ")
    return name.upper(), rest.strip()


def flags_and_rest(text: str) -> tuple[dict[str, list[str]], str]:
    """A flag may be there several times, and have no value."""
    flags: dict[str, list[str]] = {}
    while text.startswith("--") and (word := WORD.match(text)):
        name, _, value = word[0][2:].partition("=")
        flags.setdefault(name, []).append(value)
        text = text[word.end() :].lstrip()
    return flags, text


def json_list(text: str) -> list[str]:
    """Empty where it is no list of strings."""
    try:
        found = json.loads(text) if text.startswith("[") else []
    except (ValueError, RecursionError):
        return []
    return found if all(isinstance(one, str) for one in found) else []


def pairs(text: str) -> list[str]:
    """Words with `=`; `ENV NAME some text` of old is one pair."""
    words = WORD.findall(text)
    if not words or "=" in words[0]:
        return words
    return [f"{words[0]}={text[len(words[0]) :].strip()}"]


def expanded(word: str, known: Mapping[str, str], escape: str = "\\") -> str:
    """Without quotes, and with the values of variables; one that is not known stays as it is."""
    return _parts(escape).sub(partial(_part, known, escape), word)


def _part(known: Mapping[str, str], escape: str, found: re.Match[str]) -> str:
    match found.lastgroup:
        case "double":
            return _in_quotes(escape).sub(partial(_part, known, escape), found["double"])
        case "single" | "escaped" as group:
            return found[group]
    value = known.get(found["name"] or found["braced"])
    sign, other = found["sign"], found["other"]
    if not sign:
        return found[0] if value is None else value
    given = bool(value) if sign.startswith(":") else value is not None
    return expanded(other, known, escape) if given == sign.endswith("+") else value or ""


@cache
def _parts(escape: str) -> re.Pattern[str]:
    """What is not taken as it is."""
    mark = re.escape(escape)
    double = rf'"(?P<double>(?:{mark}.|[^"{mark}])*)"'
    return re.compile(rf"'(?P<single>[^']*)'|{double}|{mark}(?P<escaped>.)|{VARIABLE}", re.S)


@cache
def _in_quotes(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(rf'{mark}(?P<escaped>["${mark}])|{VARIABLE}', re.S)
