"""A team's own rules in Rego, which may use our library but never change our rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from goldenpath_gates.errors import IncompleteError

PACKAGE = re.compile(r"package\s+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:#.*)?", re.ASCII)
OURS = ("main", "goldenpath", "policy")
"""First parts of packages to which nobody else may add: it could weaken a rule."""


@dataclass(frozen=True)
class Module:
    """A file; `name` is its path within the service."""

    name: str
    text: str
    package: str


def rules(root: Path, folder: Path) -> list[Module]:
    """Without their tests. Raises IncompleteError for a file that must not be evaluated."""
    files = [path for path in sorted(folder.rglob("*.rego")) if not is_test(path)]
    return [_module(path, path.relative_to(root).as_posix()) for path in files]


def is_test(path: Path) -> bool:
    return path.name.endswith("_test.rego")


def _module(path: Path, name: str) -> Module:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(f"{name}: cannot be read: {error}; save it as UTF-8 text") from None
    lines = (line.strip() for line in text.split("\n"))
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if not (said := PACKAGE.fullmatch(first)):
        raise IncompleteError(f"{name}: begin it with a line `package NAME`, not {first[:40]!r}")
    if said[1].partition(".")[0] in OURS:
        raise IncompleteError(f"{name}: package {said[1]} is the library's: name yours differently")
    return Module(name, text, said[1])
