"""`uv.lock`: which file of which package comes from where, with which hash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from goldenpath_gates.bom import toml_files
from goldenpath_gates.bom.document import canonical
from goldenpath_gates.errors import IncompleteError

NAME = "uv.lock"
KINDS = ("registry", "git", "url", "path", "directory", "editable", "virtual")
SOURCE_TREES = ("directory", "editable", "virtual")
"""Kinds that are a folder: there is no file that a hash could name."""


@dataclass(frozen=True)
class File:
    """A wheel or an sdist. `place` is an address or a path, `uploaded` an RFC 3339 time."""

    place: str
    hash: str
    uploaded: str = ""

    @property
    def name(self) -> str:
        return unquote(split(self.place).path).rpartition("/")[2]

    @property
    def is_wheel(self) -> bool:
        return self.name.endswith(".whl")


@dataclass(frozen=True)
class Package:
    """`source` is what its kind names: an index, a repository with its commit, an address, a
    folder. `needs` are names, also of what it needs on another Python or platform alone."""

    name: str
    version: str
    kind: str
    source: str
    files: tuple[File, ...]
    line: int | None = None
    needs: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}" if self.version else self.name


@dataclass(frozen=True)
class Lock:
    packages: tuple[Package, ...]

    def __iter__(self) -> Iterator[Package]:
        return iter(self.packages)

    def find(self, name: str, version: str = "") -> Package | None:
        """The package; of several versions the one asked for."""
        named = [one for one in self.packages if canonical(one.name) == canonical(name)]
        return next((one for one in named if version in ("", one.version)), None)

    def needed_by(self, names: Iterable[str]) -> list[Package]:
        """What these packages need, and what that needs, on any Python and platform; without what
        their extras need."""
        by_name: dict[str, list[Package]] = {}
        for one in self.packages:
            by_name.setdefault(canonical(one.name), []).append(one)
        left, seen = [canonical(name) for name in names], set[str]()
        while left:
            name = left.pop()
            if name not in seen:
                seen.add(name)
                left += (canonical(need) for one in by_name.get(name, ()) for need in one.needs)
        return [one for name in sorted(seen) for one in by_name.get(name, ())]


def read(root: Path) -> Lock:
    """Of a project; raises IncompleteError where there is none."""
    text = toml_files.read(root / NAME)
    if text is None:
        raise IncompleteError(f"{NAME} is missing there")
    return parse(text)


def parse(text: str, path: str = NAME) -> Lock:
    """Raises IncompleteError for what uv would not have written."""
    document = toml_files.parse(text, path)
    read = {"package": document.get("package", [])}
    toml_files.require(read, "uv-lock", path)
    headers = [i for i, line in enumerate(text.splitlines(), 1) if line.strip() == "[[package]]"]
    rows = read["package"]
    lines: Iterable[int | None] = headers if len(headers) == len(rows) else [None] * len(rows)
    return Lock(tuple(_package(row, line) for row, line in zip(rows, lines, strict=True)))


def _package(row: Mapping[str, Any], line: int | None) -> Package:
    kind = next((kind for kind in KINDS if kind in row["source"]), "unknown")
    source = str(row["source"].get(kind, next(iter(row["source"]))))
    files = [*row.get("wheels", ()), *([row["sdist"]] if "sdist" in row else ())]
    return Package(
        row["name"],
        row.get("version", ""),
        kind,
        source,
        tuple(_file(file, source) for file in files),
        line,
        tuple(need["name"] for need in row.get("dependencies", ())),
    )


def _file(row: Mapping[str, Any], source: str) -> File:
    place = row.get("url") or row.get("path") or row.get("filename") or source
    return File(place, row.get("hash", ""), row.get("upload-time", ""))


def split(address: str) -> SplitResult:
    """Raises IncompleteError for what is no address, such as half a bracket."""
    try:
        return urlsplit(address)
    except ValueError as error:
        raise IncompleteError(f"{address!r} is no address: {error}; run `uv lock`") from None


def without_credentials(address: str) -> str:
    """uv leaves a name and a password out of its lock; a hand may have put one in."""
    return re.sub(r"(?<=://)[^/@]*@", "", address)
