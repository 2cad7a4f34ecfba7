"""Terraform's native syntax as the data of its JSON syntax, and where each value is written."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from functools import partial
from typing import Any

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.document import Path, Place

PARSER = Parser(Language(tree_sitter_hcl.language()))
# Nodes that only say of which kind the node within them is.
WRAPPERS = ("expression", "literal_value", "collection_value", "template_expr")
SAME = {"jsonencode", "nonsensitive", "sensitive", "tolist", "tomap", "toset"}
"""Functions whose argument is what the rules ask about."""
ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U(0010[0-9a-fA-F]{4}|000[0-9a-fA-F]{5}))')
ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?")


def load(data: bytes, path: str) -> tuple[dict[str, Any], Callable[[Path], Place]]:
    """A block is `{type: {label: [body, ...]}}`, what is no constant is the text `${...}`.

    Raises IncompleteError for what Terraform could not read."""
    root = PARSER.parse(data).root_node
    if root.has_error:
        raise IncompleteError(f"{path}:{_error(root)}: this is no Terraform, mend the file")
    reader = _Reader(path)
    contents = reader.file(root)
    return contents, partial(_place, reader.places, data)


def _error(node: Node) -> str:
    """Where the first error is."""
    wrong = node
    while inner := next((child for child in wrong.children if child.has_error), None):
        wrong = inner
    return f"{wrong.start_point[0] + 1}:{wrong.start_point[1] + 1}"


def _place(places: dict[Path, tuple[int, int]], data: bytes, path: Path) -> Place:
    """Of the nearest value that there is."""
    for end in range(len(path), 0, -1):
        if found := places.get(tuple(path[:end])):
            line, column = found
            before = data.split(b"\n")[line][:column]
            return line + 1, len(before.decode("utf-8", "replace")) + 1
    return None


class _Reader:
    """Of one file. `places` leads from the path of a value to its row and column, from 0."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.places: dict[Path, tuple[int, int]] = {}

    def file(self, root: Node) -> dict[str, Any]:
        return self._body(_child(root, "body"), ())

    def _body(self, node: Node | None, at: tuple[str | int, ...]) -> dict[str, Any]:
        contents: dict[str, Any] = {}
        for child in node.children if node else ():
            if child.type == "attribute":
                name = _text(child.children[0])
                self._mark((*at, name), child)
                contents[name] = self._value(child.children[-1], (*at, name))
            elif child.type == "block":
                self._block(child, contents, at)
        return contents

    def _block(self, node: Node, contents: dict[str, Any], at: tuple[str | int, ...]) -> None:
        labels = [_label(one) for one in node.children if one.type in ("identifier", "string_lit")]
        body = _child(node, "body")
        if labels[0] == "dynamic" and len(labels) == 2:
            labels, body, none = labels[1:], *self._dynamic(body)
            if none:
                return
        for label in labels[:-1]:
            contents, at = contents.setdefault(label, {}), (*at, label)
            if not isinstance(contents, dict):
                break
        rows = contents.setdefault(labels[-1], []) if isinstance(contents, dict) else None
        if not isinstance(rows, list):
            line = node.start_point[0] + 1
            raise IncompleteError(f"{self.path}:{line}: {labels[-1]} is said in two ways, use one")
        at = (*at, labels[-1], len(rows))
        self._mark(at, node)
        rows.append(self._body(body, at))

    def _dynamic(self, body: Node | None) -> tuple[Node | None, bool]:
        """The body that each block would have, and whether there are none."""
        each: Any = None
        content = None
        for child in body.children if body else ():
            if child.type == "attribute" and _text(child.children[0]) == "for_each":
                each = self._value(child.children[-1], ())
            elif child.type == "block" and _text(child.children[0]) == "content":
                content = _child(child, "body")
        return content, each in ([], {})

    def _value(self, node: Node, at: tuple[str | int, ...]) -> Any:
        node = _unwrapped(node)
        match node.type:
            case "tuple":
                return [
                    self._item(one, (*at, index)) for index, one in enumerate(_expressions(node))
                ]
            case "object":
                pairs = (_expressions(one) for one in node.children if one.type == "object_elem")
                keys = ((_key(pair[0]), pair) for pair in pairs)
                return {key: self._item(pair[1], (*at, key), pair[0]) for key, pair in keys}
            case "string_lit" | "quoted_template":
                return _quoted(node)
            case "heredoc_template":
                return _heredoc(_text(node))
            case "function_call" if _text(node.children[0]) in SAME:
                arguments = _child(node, "function_arguments")
                if arguments and len(given := _expressions(arguments)) == 1:
                    return self._value(given[0], at)
        return _constant(_text(node))

    def _item(self, node: Node, at: tuple[str | int, ...], key: Node | None = None) -> Any:
        self._mark(at, key or node)
        return self._value(node, at)

    def _mark(self, at: tuple[str | int, ...], node: Node) -> None:
        self.places[at] = (node.start_point[0], node.start_point[1])


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _child(node: Node, kind: str) -> Node | None:
    return next((child for child in node.children if child.type == kind), None)


def _expressions(node: Node) -> list[Node]:
    return [child for child in node.children if child.type == "expression"]


def _unwrapped(node: Node) -> Node:
    while node.type in WRAPPERS:
        inner = [child for child in node.named_children if child.type != "comment"]
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def _label(node: Node) -> str:
    return _quoted(node) if node.type == "string_lit" else _text(node)


def _key(node: Node) -> str:
    """Of an object; a name in parentheses is an expression, any other is itself."""
    inner = _unwrapped(node)
    if inner.type == "variable_expr" and not _text(node).startswith("("):
        return _text(inner)
    return _quoted(inner) if inner.type in ("string_lit", "quoted_template") else _text(node)


def _quoted(node: Node) -> str:
    return ESCAPE.sub(_unescaped, _text(node)[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    simple, short, long = match.groups()
    return ESCAPED.get(simple, simple) if simple else chr(int(short or long, 16))


def _heredoc(text: str) -> str:
    head, _, rest = text.partition("\n")
    body = rest.rstrip().rpartition("\n")[0] + "\n"
    return textwrap.dedent(body) if head.startswith("<<-") else body


def _constant(text: str) -> Any:
    """`null`, a boolean or a number, else the expression."""
    if text in ("null", "true", "false"):
        return json.loads(text)
    if NUMBER.fullmatch(text):
        number = float(text)
        return int(text.partition(".")[0]) if number.is_integer() else number
    return f"${{{text}}}"
