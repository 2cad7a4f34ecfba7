"""A JSON or YAML document as a tree of nodes that know where they are; references are local."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

from goldenpath_hooks.findings import one_line

from goldenpath_gates.errors import IncompleteError

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 200
LONGEST_CHAIN = 20
"""References that lead to references."""
LONGEST = 200
"""Characters of a pointer in a message."""

Dialect = Literal["3.0", "3.1"]
"""3.0: OpenAPI's own schemas (`nullable`, boolean `exclusiveMinimum`); 3.1: JSON Schema 2020-12."""
OPENAPI = re.compile(r"(3\.[01])(\.|$)")


class DocumentError(IncompleteError):
    """`name: pointer: rule message`: the document cannot be judged."""

    def __init__(self, name: str, pointer: str, rule: str, message: str) -> None:
        place = one_line(_shortened(pointer), 2 * LONGEST) or "/"
        super().__init__(f"{name}: {place}: {rule} {one_line(message)}")
        self.rule = rule


@dataclass(frozen=True)
class Document:
    """`name` is what messages call it, usually a path."""

    name: str
    root: Any

    @cached_property
    def dialect(self) -> Dialect:
        """That of its `openapi` key; 3.1 for plain JSON Schema."""
        if "openapi" not in self.root:
            return "3.1"
        version = str(self.root["openapi"])
        if not (found := OPENAPI.match(version)):
            message = f"OpenAPI {version} is none of 3.0 and 3.1, write one of these"
            raise DocumentError(self.name, "/openapi", "unknown-version", message)
        return "3.0" if found[1] == "3.0" else "3.1"

    def node(self, pointer: str = "") -> Node:
        """Raises DocumentError, missing-ref, where the pointer leads nowhere."""
        value = self.root
        for token in pointer.split("/")[1:]:
            key: Any = token.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and key.isascii() and key.isdecimal() and len(key) < 9:
                key = int(key)
            if not _holds(value, key):
                message = "the document has no such part, mend the pointer"
                raise DocumentError(self.name, pointer, "missing-ref", message)
            value = value[key]
        return Node(self, value, pointer)

    @cached_property
    def memory(self) -> dict[object, Any]:
        """What a reader found out about parts of the document, for the next time."""
        return {}

    @cached_property
    def _targets(self) -> dict[str, Node]:
        """What references led to, so that each is followed once."""
        return {}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its JSON Pointer."""

    document: Document
    value: Any
    pointer: str

    def get(self, key: str | int) -> Node | None:
        """The child at a key or index; None where there is none."""
        return self._child(key) if _holds(self.value, key) else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """The children of a mapping (in order) or of a list (by index); of anything else none."""
        if isinstance(self.value, dict):
            for name in self.value:
                yield name, self._child(name)
        elif isinstance(self.value, list):
            for index in range(len(self.value)):
                yield str(index), self._child(index)

    def resolved(self) -> Node:
        """The node that a local `$ref` leads to, through any chain; itself without one.

        Raises DocumentError: remote-ref (never fetched), missing-ref, ref-cycle (a chain of
        references that leads to itself, or does not end; a recursive schema is none).
        """
        node = self
        for _ in range(LONGEST_CHAIN):
            if not node.refers:
                return node
            node = node._target(node.value["$ref"])
        message = f"it leads to itself, or through {LONGEST_CHAIN} more, name what it stands for"
        raise DocumentError(self.document.name, self.pointer, "ref-cycle", message)

    @property
    def refers(self) -> bool:
        """Whether it is a reference; a property may be called `$ref` too."""
        value = self.value
        return isinstance(value, dict) and "$ref" in value and isinstance(value["$ref"], str)

    def _child(self, key: str | int) -> Node:
        step = str(key)
        if "~" in step or "/" in step:
            step = step.replace("~", "~0").replace("/", "~1")
        return Node(self.document, self.value[key], f"{self.pointer}/{step}")

    def _target(self, reference: str) -> Node:
        known = self.document._targets.get(reference)
        if known is None:
            known = self.document._targets[reference] = self._followed(reference)
        return known

    def _followed(self, reference: str) -> Node:
        name = self.document.name
        if not reference.startswith("#"):
            message = f"{reference} is another document and is not fetched, bundle it into this"
            raise DocumentError(name, self.pointer, "remote-ref", message)
        pointer = unquote(reference[1:])
        try:
            if pointer.startswith("/") or not pointer:
                return self.document.node(pointer)
        except DocumentError:
            pass
        message = f"{reference} leads nowhere, write a pointer to what is there (#/...)"
        raise DocumentError(name, self.pointer, "missing-ref", message)


def load(path: Path, name: str | None = None) -> Document:
    """Raises DocumentError: not-there, not-readable, too-large, too-deep, not-an-object."""
    name = name or str(path)
    if not path.exists():
        raise DocumentError(name, "", "not-there", "there is no such file, write it")
    try:
        if not path.is_file():  # a pipe would be waited for
            raise OSError("it is no file")
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or error
        message = f"it cannot be read: {reason}, mend the file"
        raise DocumentError(name, "", "not-readable", message) from None
    return parse(text, name)


def parse(text: bytes, name: str) -> Document:
    """JSON, or YAML where it is none (YAML aliases are bounded). Raises DocumentError."""
    from goldenpath_gates.contracts import notation

    if len(text) > MAX_BYTES:
        message = f"it is larger than {MAX_BYTES // 1024 // 1024} MB, split the API"
        raise DocumentError(name, "", "too-large", message)
    try:
        root = notation.read(text, MAX_DEPTH)
    except notation.Refused as refused:
        raise DocumentError(name, refused.pointer, refused.rule, str(refused)) from None
    if not isinstance(root, dict):
        raise DocumentError(name, "", "not-an-object", "it is no object, write one")
    return Document(name, root)


def _shortened(pointer: str) -> str:
    return pointer if len(pointer) <= LONGEST else f"{pointer[:LONGEST]}..."


def _holds(value: Any, key: str | int) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value)
