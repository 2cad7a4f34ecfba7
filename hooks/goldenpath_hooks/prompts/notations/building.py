"""Located data from the events of a notation.

Hostile input is refused, not followed: depth and the size of what aliases stand for are bounded,
and no tag constructs anything. Keys are their text as written; timestamps stay text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from goldenpath_hooks.findings import Place, one_line
from goldenpath_hooks.prompts.document import Key, Problem, Settings
from goldenpath_hooks.prompts.located import Located, Scalar
from goldenpath_hooks.prompts.source import Source

DEPTH = 100
NODES = 100_000
NO_KEY: Any = object()
MERGE: Any = object()


class Event(NamedTuple):
    """`kind` is a scalar (`.`), an alias (`*`) or a bracket, whatever the notation.
    `value` is a scalar's value, `text` a scalar's characters or an alias' name."""

    kind: str
    start: int
    end: int
    value: Any = None
    text: str = ""
    quote: str = ""
    anchor: str | None = None


class Refused(Exception):
    """The text cannot be read any further."""

    def __init__(self, offset: int, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.offset, self.message, self.remedy = offset, message, remedy


@dataclass
class _Frame:
    """A list or mapping that is being filled; `key` is the one that waits for its value."""

    node: Any
    path: Key
    start: int
    anchor: str | None
    size: int
    is_key: bool
    key: Any = NO_KEY
    merged: list[Any] = field(default_factory=list)

    @property
    def wants_key(self) -> bool:
        return self.key is NO_KEY and isinstance(self.node, dict)


class Builder:
    def __init__(self, source: Source, base: int) -> None:
        self.source, self.base = source, base
        self.root: Any = None
        self.places: dict[Key, Place] = {}
        self.scalars: dict[Key, Scalar] = {}
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.aliases: dict[Key, Key] = {}
        self.anchors: dict[str, tuple[Any, int, Key]] = {}
        self.size = 0

    def feed(self, events: Iterable[Event]) -> None:
        """Fill `root`, without recursion."""
        for event in events:
            self.size += 1
            if event.kind == ".":
                self._scalar(event)
            elif event.kind in "[{":
                self._open(event)
            elif event.kind in "]}":
                self._close(event)
            else:
                self._alias(event)

    def problem(self, offset: int, message: str, remedy: str) -> None:
        place = self.source.place(self.base + offset)
        self.problems.append(Problem("front-matter-syntax", place, message, remedy))

    def _scalar(self, event: Event) -> None:
        if self.stack and self.stack[-1].wants_key:
            self._key(event.text, event, plain=not event.quote)
            return
        path = self._put(event.value, event.start)
        start, end = self.base + event.start, self.base + event.end
        self.scalars[path] = Scalar(event.text, start, end, event.quote)
        if event.anchor:
            self.anchors[event.anchor] = (event.value, 1, path)

    def _open(self, event: Event) -> None:
        if len(self.stack) >= DEPTH:
            raise Refused(event.start, f"nested more than {DEPTH} deep", "flatten it")
        node: Any = [] if event.kind == "[" else {}
        is_key = bool(self.stack) and self.stack[-1].wants_key
        path = (*self.stack[-1].path, "?") if is_key else self._put(node, event.start)
        self.stack.append(_Frame(node, path, event.start, event.anchor, self.size, is_key))

    def _close(self, event: Event) -> None:
        frame = self.stack.pop()
        for other in frame.merged:
            for key, value in other.items():
                frame.node.setdefault(key, value)
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.node, self.size - frame.size + 1, frame.path)
        if frame.is_key:
            start, end = self.base + frame.start, self.base + event.end
            text = self.source.text[start:end].strip()
            message = f"a list or mapping stands where a key belongs: {one_line(text, 40)}"
            self.problem(frame.start, message, "quote the text")
            self._key(text, Event(".", frame.start, event.end))

    def _alias(self, event: Event) -> None:
        if event.text not in self.anchors:
            message = f"the alias *{event.text} has no anchor before it"
            raise Refused(event.start, message, "quote the text, or name an anchor")
        value, size, path = self.anchors[event.text]
        self.size += size
        if self.size > NODES:
            raise Refused(event.start, f"aliases stand for more than {NODES:,} values")
        if self.stack and self.stack[-1].wants_key:
            self._key(str(value) if size == 1 else f"*{event.text}", event)
        else:
            self.aliases[self._put(value, event.start)] = path

    def _key(self, key: str, event: Event, plain: bool = False) -> None:
        frame = self.stack[-1]
        if plain and key == "<<":
            frame.key = MERGE
            return
        path = (*frame.path, key)
        if key in frame.node:
            message = f"the key {one_line(key, 40)} stands here for a second time"
            self.problem(event.start, message, "keep one of them")
        self.places[path] = self.source.place(self.base + event.start)
        frame.node[key] = None
        frame.key = key

    def _put(self, value: Any, offset: int) -> Key:
        """Hang a value where it belongs, and say where that is."""
        if not self.stack:
            self.root = value
            return ()
        frame = self.stack[-1]
        if isinstance(frame.node, list):
            path = (*frame.path, len(frame.node))
            self.places[path] = self.source.place(self.base + offset)
            frame.node.append(value)
            return path
        key, frame.key = frame.key, NO_KEY
        if key is MERGE:
            others = value if isinstance(value, list) else [value]
            frame.merged += [other for other in others if isinstance(other, dict)]
        else:
            frame.node[key] = value
        return (*frame.path, key)


def build(source: Source, start: int, end: int, events: Iterable[Event]) -> Located:
    """The data between two positions of a file, from the events of its notation."""
    builder = Builder(source, start)
    broken = False
    try:
        builder.feed(events)
    except Refused as refused:
        builder.problem(refused.offset, refused.message, refused.remedy)
        broken = True
    text = source.text[start:end]
    settings = Settings(builder.root, builder.places, text)
    return Located(settings, builder.scalars, tuple(builder.problems), builder.aliases, broken)
