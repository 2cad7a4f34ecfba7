"""The promises that a service keeps in files: as they were where the change starts, and now."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from goldenpath_gates.contracts.base import Base
from goldenpath_gates.contracts.document import Document, DocumentError, load
from goldenpath_gates.contracts.settings import Contract

Kind = Literal["openapi", "event", "webhook", "tool", "embeddings", "provider", "pact"]
Key = tuple[Kind, str]
"""A promise keeps its key when the settings move its file or folder."""

FILES: Mapping[Kind, Callable[[Contract], str]] = {
    "openapi": lambda settings: settings.openapi,
    "embeddings": lambda settings: settings.embeddings,
    "provider": lambda settings: settings.provider,
}
FOLDERS: Mapping[Kind, tuple[Callable[[Contract], str], str]] = {
    "event": (lambda settings: settings.events, ".schema.json"),
    "webhook": (lambda settings: settings.webhooks.folder, ".schema.json"),
    "tool": (lambda settings: settings.tools, ".json"),
    "pact": (lambda settings: settings.pacts.folder, ".json"),
}


@dataclass(frozen=True)
class Promise:
    """`base` is None for a new promise, `now` for one that is gone; `path` is where it is, or was
    last."""

    kind: Kind
    path: str
    base: Document | None
    now: Document | None


def promises(root: Path, settings: Contract, base: Base | None) -> list[Promise]:
    """Every promise of the work tree or the base; without a base each is its own.

    Raises DocumentError for a file that cannot be read, or whose past cannot be known.
    """
    now_at = _now(root, settings)
    now = {key: _load(root, path) for key, path in now_at.items()}
    if base is None:
        return [Promise(key[0], now_at[key], now[key], now[key]) for key in sorted(now)]
    for path in filter(base.ignores, now_at.values()):
        message = "git ignores it, so no change would ever be compared with it: commit the file"
        raise DocumentError(path, "", "not-kept", message)
    then_at = _places(base.settings, base.names)
    then = {key: base.document(path) for key, path in then_at.items()}
    places = {**then_at, **now_at}
    found = (Promise(key[0], places[key], then.get(key), now.get(key)) for key in sorted(places))
    return [each for each in found if each.base or each.now]


def _load(root: Path, path: str) -> Document:
    """What git does not keep under this path would look new in every change."""
    top = root.resolve()
    file = top / path
    plain = file.resolve() == file and file.is_relative_to(top)
    below = (folder for folder in file.parents if folder.is_relative_to(top) and folder != top)
    if not plain or any((folder / ".git").exists() for folder in below):
        message = "a link, a submodule or `..` leads to it, write a plain file of the repository"
        raise DocumentError(path, "", "not-plain", message)
    return load(file, path)


def _now(root: Path, settings: Contract) -> dict[Key, str]:
    places = _places(settings, _names(root))
    return {key: path for key, path in places.items() if os.path.lexists(root / path)}


def _names(root: Path) -> Callable[[str], list[str]]:
    return lambda folder: sorted(path.name for path in (root / folder).glob("*"))


def _places(settings: Contract, names: Callable[[str], list[str]]) -> dict[Key, str]:
    """Where promises are, or for single files would be."""
    places: dict[Key, str] = {(kind, ""): path(settings) for kind, path in FILES.items()}
    for kind, (folder, ending) in FOLDERS.items():
        for name in names(folder(settings)):
            if name.endswith(ending):
                places[kind, name] = str(PurePosixPath(folder(settings), name))
    return places


def shown_as(found: list[Promise], settings: Contract, running: Document) -> list[Promise]:
    """With the API as the running service shows it; new, where no file promises one."""
    new = Promise("openapi", settings.openapi, None, None)
    api = next((each for each in found if each.kind == "openapi"), new)
    rest = (each for each in found if each is not api)
    return [replace(api, path=settings.openapi, now=running), *rest]
