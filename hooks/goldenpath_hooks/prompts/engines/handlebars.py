"""Handlebars: what a text reads, with its blocks and their contexts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goldenpath_hooks.prompts.engines.handlebars_calls import LITERALS, Call, Token
from goldenpath_hooks.prompts.engines.handlebars_syntax import Tag, tags
from goldenpath_hooks.prompts.engines.parsed import Broken, MarkAt, Parsed, Span, UseAt

DEPTH = 100
NOTHING: frozenset[str] = frozenset()
# Blocks that leave the context as it is, and those that change it. Of others nobody knows.
CONDITIONS = frozenset({"if", "unless", "ifEquals", "unlessEquals"})
CONTEXTS = frozenset({"each", "with"})
STEP = re.compile(r"\[((?:\\\]|[^\]])*+)\]|([^./\[\]]++)|(\.\.?)(?=[./]|$)")


@dataclass
class Block:
    name: str
    start: int
    params: frozenset[str] = NOTHING
    own_context: bool = False
    uncertain: bool = False
    there: frozenset[str] = NOTHING
    there_otherwise: frozenset[str] = NOTHING


def parse(text: str, helpers: frozenset[str] = NOTHING) -> Parsed:
    """`helpers`: functions that may stand without anything handed to them."""
    reader = _Reader(helpers)
    for tag in tags(text):
        reader.read(tag)
    if reader.blocks:
        block = reader.blocks[-1]
        raise Broken(block.start, f"the block {block.name} is never closed")
    reader.parsed.sort()
    return reader.parsed


class _Reader:
    def __init__(self, helpers: frozenset[str]) -> None:
        self.helpers = helpers
        self.parsed = Parsed()
        self.printing = True
        self.blocks: list[Block] = []

    def read(self, tag: Tag) -> None:
        if tag.sign == "!":
            self.parsed.inert.append(Span("comment", tag.start, tag.end))
        elif tag.sign == "raw":
            self.parsed.inert.append(Span("raw", tag.start, tag.end))
            self._mark(tag.start, "tag", tag)
        elif tag.sign == "else":
            self._otherwise(tag)
        elif tag.sign == "/":
            self._close(tag)
        elif tag.call and tag.sign in ("#", "^", "#>", "#*"):
            self._open(tag, tag.call)
        elif tag.call and tag.sign == ">":
            self._mark(tag.start, "partial", tag)
            self._arguments(tag.call)
        elif tag.call:
            self._value(tag.call)

    def _mark(self, offset: int, kind: str, tag: Tag) -> None:
        self.parsed.marks.append(MarkAt(offset, kind, tag.call.name if tag.call else ""))

    # Blocks

    def _open(self, tag: Tag, call: Call) -> None:
        if len(self.blocks) >= DEPTH:
            raise Broken(tag.start, "nested too deeply", "flatten it")
        kind = "partial" if tag.sign == "#>" else "tag"
        self._mark(tag.start, kind, tag)
        block = Block(call.name, tag.start)
        if tag.sign in ("#", "^"):
            self._enter(block, call, inverse=tag.sign == "^")
        else:
            self._arguments(call)
            block.uncertain = True
        self.blocks.append(block)

    def _enter(self, block: Block, call: Call, *, inverse: bool = False) -> None:
        known = call.name in CONDITIONS | CONTEXTS
        self.printing = call.name not in CONDITIONS
        if call.arguments:
            self._arguments(call, asking=known)
        else:
            self._value(call.head, asking=True)
        self.printing = True
        block.params = frozenset(call.params)
        block.own_context = call.name in CONTEXTS and not inverse
        block.uncertain = not known
        asked = _names(call.arguments)
        if call.name == "unless" or inverse:
            block.there, block.there_otherwise = NOTHING, asked
        elif known:
            block.there, block.there_otherwise = asked, NOTHING

    def _otherwise(self, tag: Tag) -> None:
        if not self.blocks:
            raise Broken(tag.start, "else stands outside of any block")
        block = self.blocks[-1]
        block.own_context, block.params = False, NOTHING
        block.there = block.there_otherwise
        if tag.call:
            self._enter(block, tag.call)

    def _close(self, tag: Tag) -> None:
        name = tag.call.name if tag.call else ""
        if not self.blocks:
            raise Broken(tag.start, f"{name} is closed here, but no block is open")
        block = self.blocks.pop()
        if block.name != name:
            raise Broken(tag.start, f"{name} is closed here, but {block.name} is open")
        self.parsed.blocks.append(Span(name, block.start, tag.end))

    # Expressions

    def _value(self, value: Token | Call, *, asking: bool = False) -> None:
        if isinstance(value, Token):
            self._path(value, asking=asking)
        elif value.arguments or (value.name in self.helpers):
            self._helper(value)
        else:
            self._value(value.head, asking=asking)

    def _helper(self, call: Call) -> None:
        if isinstance(call.head, Token):
            self.parsed.marks.append(MarkAt(call.head.start, "helper", call.name))
        else:
            self._value(call.head)
        self._arguments(call)

    def _arguments(self, call: Call, *, asking: bool = False) -> None:
        for argument in call.arguments:
            if isinstance(argument, Call) and not argument.arguments:
                self._helper(argument)  # in parentheses it is a function
            else:
                self._value(argument, asking=asking)

    def _path(self, token: Token, *, asking: bool) -> None:
        if token.kind != "path" or token.text in LITERALS:
            return
        path = self._resolve(token.text)
        if path:
            name = path.partition(".")[0]
            there = any(name in block.there or block.uncertain for block in self.blocks)
            self.parsed.uses.append(UseAt(token.start, path, asking or there, self.printing))

    def _resolve(self, written: str) -> str:
        """The path from the root's variables; empty where it leads to something else."""
        steps = _steps(written.removeprefix("@"))
        outwards = sum(step == ".." for step in steps)
        own = "this" in steps[:1] or "." in steps[:1] or outwards > 0
        names = [step for step in steps if step not in ("..", ".", "this")]
        if written.startswith("@"):
            return ".".join(names[1:]) if names[:1] == ["root"] else ""
        contexts = sum(block.own_context for block in self.blocks)
        if not names or contexts > outwards:
            return ""
        if not own and any(names[0] in block.params for block in self.blocks):
            return ""
        return ".".join(names)


def _steps(path: str) -> list[str]:
    return [found[1] or found[2] or found[3] for found in STEP.finditer(path)]


def _names(values: list[Token | Call]) -> frozenset[str]:
    return frozenset(
        _steps(value.text)[0]
        for value in values
        if isinstance(value, Token) and value.kind == "path" and _steps(value.text)
    )
