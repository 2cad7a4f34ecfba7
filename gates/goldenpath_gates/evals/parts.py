"""The parts of a night: what one shard asked, handed on and put together again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates import git
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals import record
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.shards import merge, shard_of
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.record import Record

FORMAT = "goldenpath_shard"
FOLDER = Path("reports/nightly/shards")
HANDED_OVER = Path("shards-in")
"""Where GitHub puts the parts of other jobs, one folder each; on GitLab they lie in FOLDER."""
AGAIN = f"ask all parts again, without what was left in {FOLDER} before"
PART = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
MOST = 64
SHARED = {"commit": "commit", "datasets": "set of cases", "of": "number of parts",
          "source": "model"}  # fmt: skip
"""What every part of a night has in common, and how it is called."""


@dataclass(frozen=True)
class Shard:
    """`number` counts from 1."""

    number: int
    count: int

    @property
    def path(self) -> Path:
        return FOLDER / f"shard-{self.number}-of-{self.count}.jsonl"

    def cases(self, questions: Questions) -> Iterator[Case]:
        return (case for case in questions if shard_of(case.id, self.count) == self.number - 1)


def parse(text: str) -> Shard:
    """Of `2/4`. Raises UsageError."""
    if found := PART.fullmatch(text):
        shard = Shard(*map(int, found.groups()))
        if 1 <= shard.number <= shard.count <= MOST:
            return shard
    raise UsageError(f"--shard {text!r} is not a part of a whole, such as 2/4")


def seal(root: Path, shard: Shard, questions: Questions, facts: Mapping[str, Any]) -> None:
    """Puts a line before the records that says which part of what they are."""
    git.require_unchanged(root)
    path = root / shard.path
    header = {FORMAT: 1, "shard": shard.number, "of": shard.count, "commit": git.commit(root),
              "datasets": questions.hashes, "source": dict(facts)}  # fmt: skip
    new = path.with_suffix(".new")
    with path.open(encoding="utf-8") as records, new.open("w", encoding="utf-8") as file:
        file.write(json.dumps(header) + "\n")
        file.writelines(records)
    new.replace(path)


@dataclass(frozen=True)
class Parts:
    """All parts of a night, in the order of their numbers."""

    paths: tuple[Path, ...]
    source: Mapping[str, Any]

    def merged(self, questions: Questions) -> Iterator[Record]:
        return merge(questions, [_records(path) for path in self.paths])

    def discard(self) -> None:
        """They were made for one judgement: a later one shall not find them."""
        for path in self.paths:
            path.unlink()


def found(root: Path, questions: Questions) -> Parts | None:
    """What other jobs handed on, or None where nobody asked a part.

    Raises IncompleteError unless there is every part, once, of this commit and these cases.
    """
    paths = sorted({*(root / HANDED_OVER).rglob("shard-*.jsonl"), *(root / FOLDER).glob("*.jsonl")})
    if not paths:
        return None
    git.require_unchanged(root)  # the parts are of a commit
    headers = {path: _header(path) for path in paths}
    first = headers[paths[0]]
    now = {"commit": git.commit(root), "datasets": questions.hashes}
    shared = {**now, "of": first["of"], "source": first["source"]}
    for path, header in headers.items():
        for what, value in shared.items():
            if header[what] != value:
                raise IncompleteError(f"{path.name}: was made for another {SHARED[what]}; {AGAIN}")
    count = first["of"]
    numbers = sorted(header["shard"] for header in headers.values())
    if numbers != list(range(1, count + 1)):
        raise IncompleteError(f"there are the parts {numbers} of {count}; {AGAIN}")
    paths.sort(key=lambda path: int(headers[path]["shard"]))
    return Parts(tuple(paths), first["source"])


def _header(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            header: dict[str, Any] = json.loads(file.readline(100_000))
        number, count = header["shard"], header["of"]
        plain = type(number) is type(count) is int and isinstance(header["source"], dict)
        if header[FORMAT] == 1 and plain and SHARED.keys() <= header.keys() and 0 < count <= MOST:
            return header
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # said below
    raise IncompleteError(f"{path.name}: is no part of a night; {AGAIN}")


def _records(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        next(file)
        for number, line in enumerate(file, start=2):
            yield record.parse(line, f"{path.name}:{number}")
