"""Which indexes uv asks for packages, as `pyproject.toml` and `uv.toml` say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from goldenpath_gates.bom import toml_files
from goldenpath_gates.bom.document import canonical
from goldenpath_gates.bom.lock_file import SOURCE_TREES, Lock


def public_index() -> str:
    """What uv asks where nothing else is said: the index of the host that package URLs name."""
    from packageurl.contrib.purl2url import get_repo_url

    page: str = get_repo_url("pkg:pypi/any")  # type: ignore[no-untyped-call]
    return f"https://{urlsplit(page).netloc}/simple"


@dataclass(frozen=True)
class Index:
    """An explicit index serves only what `sources` pins to it; the default is asked last."""

    name: str
    url: str
    explicit: bool
    default: bool
    line: int | None


@dataclass(frozen=True)
class Settings:
    """Of one file. `pins` is package to its rows of `sources`; `said` the table as it is."""

    path: str
    text: str
    said: Mapping[str, Any]
    indexes: tuple[Index, ...]
    pins: Mapping[str, tuple[Mapping[str, Any], ...]]

    def line(self, key: str) -> int | None:
        return toml_files.line_of(self.text, key)


def read(root: Path, lock: Lock) -> tuple[Settings, ...]:
    """Of the service and of what it is made of: a member of the workspace may pin, too."""
    folders = ["."]
    for package in lock:
        inside = not (package.source.startswith("/") or ".." in package.source.split("/"))
        if package.kind in SOURCE_TREES and inside and package.source not in folders:
            folders.append(package.source)
    return tuple(settings for folder in folders for settings in _of(root, folder))


def _of(root: Path, folder: str) -> Iterator[Settings]:
    """uv ignores [tool.uv] beside a `uv.toml`, but not the sources in it: both count."""
    prefix = "" if folder == "." else f"{folder}/"
    for name in ("pyproject.toml", "uv.toml"):
        path = f"{prefix}{name}"
        text = toml_files.read(root / path)
        if text is not None:
            yield parse(text, path)


def parse(text: str, path: str) -> Settings:
    document = toml_files.parse(text, path)
    if Path(path).name == "pyproject.toml":
        document = _table(_table(document, "tool"), "uv")
    said = {key: document[key] for key in KEYS if key in document}
    toml_files.require(said, "uv-settings", path)
    pins = {
        canonical(name): tuple(row if isinstance(row, list) else [row])
        for name, row in said.get("sources", {}).items()
    }
    return Settings(path, text, said, tuple(_indexes(text, said)), pins)


KEYS = (
    *("index", "index-url", "extra-index-url", "find-links", "index-strategy"),
    *("allow-insecure-host", "pip", "sources"),
)


def _indexes(text: str, said: Mapping[str, Any]) -> Iterator[Index]:
    for row in said.get("index", ()):
        yield Index(
            row.get("name", ""),
            row["url"],
            row.get("explicit", False),
            row.get("default", False),
            toml_files.line_of(text, row["url"]),
        )
    if "index-url" in said:
        url = said["index-url"]
        yield Index("", url, False, True, toml_files.line_of(text, url))


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key, {})
    return value if isinstance(value, dict) else {}


def by_name(settings: Iterable[Settings]) -> dict[str, Index]:
    return {index.name: index for one in settings for index in one.indexes if index.name}
