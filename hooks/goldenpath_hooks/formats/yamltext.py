"""YAML as text: its tokens, its comments, and keys that stand twice.

The parser below is the C one, for its speed. It takes a time that grows with the square of the
depth of brackets, and composing a deep document ends the process: hence the limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.notations.yaml import plain

DEEPEST = 100
COMMENT = re.compile(r"#[^\n\r\x85\u2028\u2029]*")
COLLECTIONS = {"MappingStartEvent": 1, "SequenceStartEvent": 1}
ENDS = {"MappingEndEvent", "SequenceEndEvent"}


class TooDeep(ValueError):
    """Nested deeper than anything that a person writes."""

    def __init__(self, at: Place) -> None:
        super().__init__(f"nested more than {DEEPEST} levels deep")
        self.at = at


def events(text: str) -> Iterator[Any]:
    """What a valid text says, piece by piece; raises yaml.YAMLError or TooDeep."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        kind = type(event).__name__
        depth += (kind in COLLECTIONS) - (kind in ENDS)
        if depth > DEEPEST:
            raise TooDeep(place(event.start_mark))
        yield event


def tokens(text: str) -> Iterator[Any]:
    """Of a text whose events have been read: then it is valid, and not too deep."""
    import yaml

    tokens: Iterator[Any] = yaml.scan(text, Loader=yaml.CSafeLoader)
    return tokens


def place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def meaning(text: str) -> Iterator[tuple[Any, ...]]:
    """Everything that a text says, to people and to programs, without how it is laid out."""
    last = 0
    for token in tokens(text):
        start, end = token.start_mark.index, token.end_mark.index
        style = getattr(token, "style", None)
        header = text[start:end].partition("\n")[0].rstrip() if style in ("|", ">") else ""
        remarks = tuple(remark.rstrip() for remark in COMMENT.findall(text, last, start))
        yield type(token), getattr(token, "value", None), style, header, remarks
        last = end


def _identity(key: Any) -> tuple[object, ...]:
    """`c` and `"c"` are one key, `1` and `"1"` are two."""
    value = plain(key.value) if key.implicit[0] else key.value
    return key.tag, type(value), key.value


@dataclass
class _Mapping:
    seen: dict[object, Place] = field(default_factory=dict)
    at_key: bool = True


def repetitions(text: str) -> Iterator[tuple[str, Place, Place]]:
    """Each key that its mapping has already, and where it stands the second and the first time."""
    around: list[_Mapping | None] = []
    for event in events(text):
        kind = type(event).__name__
        if kind in ENDS:
            around.pop()
        elif kind in COLLECTIONS or kind in ("ScalarEvent", "AliasEvent"):
            mapping = around[-1] if around else None
            if mapping and mapping.at_key and kind == "ScalarEvent" and event.value != "<<":
                at = place(event.start_mark)
                first = mapping.seen.setdefault(_identity(event), at)
                if first is not at:
                    yield event.value, at, first
            if mapping:
                mapping.at_key = not mapping.at_key
            if kind in COLLECTIONS:
                around.append(_Mapping() if kind == "MappingStartEvent" else None)
