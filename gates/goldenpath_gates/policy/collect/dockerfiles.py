"""The Dockerfiles of a service."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import document
from goldenpath_gates.policy.dockerfile import build
from goldenpath_gates.policy.document import Document, Place
from goldenpath_gates.policy.settings import Policy

NOT_OURS = re.compile(r"\..*|node_modules|site-packages|__pycache__")
"""Folders of tools and of packages."""
NO_DOCKERFILE = ".dockerignore"
WILD = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}


def documents(root: Path, settings: Policy) -> Iterator[Document]:
    """Raises IncompleteError where one cannot be read or is no Dockerfile."""
    wanted = re.compile("|".join(map(_pattern, settings.dockerfiles)) or "(?!)")
    for path in _paths(root):
        if wanted.fullmatch(path) and not path.endswith(NO_DOCKERFILE):
            contents = build.contents(_text(root, path), path)
            yield Document("dockerfile", path, contents, partial(_place, contents))


def _pattern(glob: str) -> str:
    parts = re.split(r"(\*\*/|\*|\?)", glob)
    return "".join(WILD.get(part, re.escape(part)) for part in parts)


def _paths(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not NOT_OURS.fullmatch(name))
        yield from (Path(folder, name).relative_to(root).as_posix() for name in sorted(files))


def _text(root: Path, path: str) -> str:
    file = root / path
    try:
        if not file.resolve(strict=True).is_relative_to(root.resolve()):
            raise IncompleteError(f"{path}: a link leads out of the service, write a plain file")
        if not file.is_file():  # a pipe would be waited for
            raise OSError("it is no file")
        with file.open(encoding="utf-8", errors="replace", newline="") as opened:
            return opened.read(build.MAX_CHARACTERS + 1)
    except OSError as error:
        reason = error.strerror or error
        raise IncompleteError(f"{path}: it cannot be read: {reason}, mend the file") from None


def _place(contents: Mapping[str, Any], at: document.Path) -> Place:
    match at:
        case ["instructions" | "stages" as part, int(index), *_]:
            return contents[part][index]["line"], 1
    return None
