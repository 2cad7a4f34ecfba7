"""Where the lock and the prompts differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from goldenpath_hooks.findings import Finding, Place
from goldenpath_hooks.prompts.lock import UNVERSIONED, Row, render
from goldenpath_hooks.prompts.versions_past import Entry

WRITE = "run `prompt-version --write`"


def drift(
    path: str, rows: Sequence[Row], entries: Sequence[Entry], untracked: Collection[str]
) -> Iterator[Finding]:
    """`path` is the lock's, `untracked` are the files that git does not know yet."""
    locked, present = {row.key: row for row in rows}, {one.row.key for one in entries}
    for one in entries:
        row = locked.get(one.row.key)
        if row is None:
            message = f"{_called(one.row)} has no row in {path}"
            yield Finding(one.prompt.path, one.place, "prompt-lock-missing", message, WRITE)
        elif row != one.row:
            message = f"the row of {_called(one.row)} {_difference(row, one.row)}"
            yield Finding(path, Place(row.line), "prompt-lock-stale", message, WRITE)
    for row in rows:
        if row.key not in present:
            message, remedy = f"there is no {row.name} in {row.path}", WRITE
            if row.path in untracked:
                message, remedy = f"{row.path} is not in git", f"`git add` it or {WRITE}"
            yield Finding(path, Place(row.line), "prompt-lock-orphan", message, remedy)


def misplaced(path: str, text: str, rows: Sequence[Row]) -> Iterator[Finding]:
    if text and text != render(rows):
        message = "the rows do not stand as they are written, so git would not merge them well"
        yield Finding(path, Place(), "prompt-lock-stale", message, WRITE)


def _called(row: Row) -> str:
    return row.name if row.version == UNVERSIONED else f"{row.name} {row.version}"


def _difference(locked: Row, row: Row) -> str:
    if locked.version != row.version:
        return f"says {locked.version}"
    pairs = zip(locked.hashes._asdict().items(), row.hashes, strict=True)
    parts = [part for (part, before), now in pairs if before != now]
    return f"stands for other {' and '.join(parts)}"
