"""The files of a service that others refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from goldenpath_hooks import files
from goldenpath_hooks.findings import INCOMPLETE, Finding, HookError
from goldenpath_hooks.prompts.document import Settings
from goldenpath_hooks.service import documents

RULE = "check-references"
LOCK = "prompts/prompts.lock"
PRICES = "src/*/prices.yaml"


@dataclass
class Tree:
    """The files that name each other, each read once; `unread` collects those that cannot be."""

    root: Path
    unread: list[Finding] = field(default_factory=list)

    @cached_property
    def priced(self) -> frozenset[str] | None:
        """The models that have a price; None where no file lists prices."""
        paths = sorted(self.root.glob(PRICES))
        listed = [self.settings(path.relative_to(self.root)) for path in paths]
        models = (one.get("models") for one in listed if one)
        return frozenset(n for m in models if isinstance(m, dict) for n in m) if paths else None

    @cached_property
    def locked(self) -> Mapping[str, frozenset[str]] | None:
        """The locked versions of each prompt; None where there is no lock."""
        from goldenpath_hooks.prompts import lock

        if not (self.root / LOCK).exists():
            return None
        try:
            rows, broken = lock.parse(LOCK, files.text(str(self.root / LOCK)))
        except files.Unreadable as error:
            rows, broken = [], [error.finding]
        if broken:
            raise HookError(f"{broken[0]}; nothing was checked", INCOMPLETE)
        names = {row.name for row in rows}
        return {n: frozenset(row.version for row in rows if row.name == n) for n in names}

    def settings(self, path: Path) -> Settings | None:
        """The first document; None where there is no such file, or it cannot be read."""
        if not (self.root / path).is_file():
            return None
        _, found, unread = documents.read(RULE, str(self.root / path))
        self.unread += unread
        return found[0] if found else None
