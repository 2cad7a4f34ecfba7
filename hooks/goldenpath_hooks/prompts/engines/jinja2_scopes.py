"""What is known at a point of a Jinja2 template: its own names, and which of ours are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from goldenpath_hooks.prompts.engines.jinja2_names import NOTHING, Names, bound_names
from goldenpath_hooks.prompts.engines.parsed import MarkAt, Parsed, UseAt

# Names that a template has without being given them.
GLOBALS = frozenset({"range", "dict", "lipsum", "cycler", "joiner", "namespace"})
SPECIAL = frozenset({"self", "super", "_", "gettext", "ngettext", "pgettext", "npgettext"})


class Scopes:
    def __init__(self, parsed: Parsed, constants: Iterable[str] = ()) -> None:
        self.parsed = parsed
        self.scopes: list[set[str]] = [{*GLOBALS, *SPECIAL, *constants}]
        self.there: Names = NOTHING
        self.printing = True

    def bind(self, target: Any) -> None:
        self.scopes[-1].update(bound_names(target))

    @contextmanager
    def scope(self, names: Iterable[str] = ()) -> Iterator[None]:
        self.scopes.append(set(names))
        yield
        self.scopes.pop()

    @contextmanager
    def given(self, names: Names) -> Iterator[None]:
        before, self.there = self.there, self.there | names
        yield
        self.there = before

    @contextmanager
    def unprinted(self) -> Iterator[None]:
        """A condition: what it reads does not come to stand in the text."""
        before, self.printing = self.printing, False
        yield
        self.printing = before

    def use(self, node: Any, path: str, *, asking: bool = False) -> None:
        name = path.partition(".")[0]
        if not any(name in scope for scope in self.scopes):
            guarded = asking or name in self.there
            self.parsed.uses.append(UseAt(node.lineno, path, guarded, self.printing))

    def mark(self, node: Any, kind: str, name: str) -> None:
        if node.lineno is not None:
            self.parsed.marks.append(MarkAt(node.lineno, kind, name))
