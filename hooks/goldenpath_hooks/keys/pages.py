"""What is written about the formats: a table, and what --explain and --list print."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.findings import HookError
from goldenpath_hooks.keys.context import LINES_AFTER, LINES_BEFORE
from goldenpath_hooks.keys.formats import BY_ID, FORMATS, Format
from goldenpath_hooks.keys.structure import varied

TITLE = "No keys, private keys or passwords of databases in the tree"
PATH = "docs/hooks/no-hardcoded-keys.md"
HEADER = ("format", "of", "found", "test", "source")


def listed() -> str:
    return "".join(f"{format.id:24}{format.provider}\n" for format in FORMATS)


def explained(name: str) -> str:
    if name not in BY_ID:
        raise HookError(f"there is no format {name}; --list prints all")
    format = BY_ID[name]
    around = f"{LINES_BEFORE} lines before to {LINES_AFTER} after: {format.near}"
    facts = {
        "format": format.id,
        "provider": format.provider,
        "found": found(format),
        "pattern": format.pattern or f"of detect-secrets: plugins/{format.engine}.py",
        "context": around if format.near else "none is needed",
        "test": proof(format),
        "source": format.source or "ours",
    }
    return "".join(f"{name:10}{fact}\n" for name, fact in facts.items())


def table() -> str:
    """The formats in Markdown."""
    rows = [HEADER, ("---",) * len(HEADER), *map(_row, FORMATS)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def found(format: Format) -> str:
    if format.literals:
        return "by its form, near its provider" if format.near else "by its form"
    return "near its provider only" if format.near else "by the name it is assigned to"


def proof(format: Format) -> str:
    """The first sentence on what a key must be beside fitting the pattern."""
    says = format.accepts if format.accepts.__doc__ else varied
    return " ".join((says.__doc__ or "").split("\n\n")[0].split()).rstrip(".")


def _row(format: Format) -> Iterator[str]:
    source = f"[source]({format.source})" if format.source else ""
    yield from (f"`{format.id}`", format.provider, found(format), proof(format), source)
