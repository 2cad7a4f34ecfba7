"""The Terraform plans of a service, and the sources of the modules that have none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.settings import Policy
from goldenpath_gates.policy.terraform import plan, source

MAX_PLAN = 100_000_000
MAX_SOURCE = 2_000_000
SOURCES = tuple(f"{suffix}{json}" for suffix in source.SUFFIXES for json in ("", ".json"))
OVERRIDE = re.compile(r"(?:[^.]*_)?override\.(?:tf|tofu)(?:\.json)?")
VARIABLES = (".auto.tfvars", ".auto.tfvars.json")
FIRST = ("terraform.tfvars", "terraform.tfvars.json")


def documents(root: Path, settings: Policy) -> Iterator[Document]:
    """A plan counts instead of the root module that it lies in and the local modules of that.

    Raises IncompleteError for a plan or a source that cannot be read."""
    planned: set[Path] = set()
    for path in _plans(root, settings.plans):
        name = path.relative_to(root).as_posix()
        try:
            read = plan.load(_bytes(root, path, MAX_PLAN), name)
            planned |= {(path.parent / folder).resolve() for folder in plan.local_modules(read)}
            contents = plan.contents(read)
        except (AttributeError, RecursionError, TypeError) as error:
            raise IncompleteError(f"{name}: this plan cannot be judged: {error!r}") from None
        yield Document("terraform-plan", name, contents, group=name)
    for folder, names in _folders(root, settings.terraform):
        if folder.resolve() not in planned:
            yield from _module(root, folder, names)


def _plans(root: Path, patterns: tuple[str, ...]) -> list[Path]:
    found = (path for pattern in patterns for path in root.glob(pattern.strip("/")))
    return sorted({path for path in found if not _hidden(path.relative_to(root))})


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _folders(root: Path, folders: tuple[str, ...]) -> Iterator[tuple[Path, list[str]]]:
    """That hold sources, with the names of these and of what sets their variables."""
    seen: set[str] = set()
    for start in folders:
        for folder, inner, names in os.walk(root / start.strip("/")):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            if folder not in seen and any(name.endswith(SOURCES) for name in names):
                seen.add(folder)
                yield Path(folder), _ordered(names)


def _ordered(names: list[str]) -> list[str]:
    """As Terraform reads them: the last value of a variable holds."""
    later = sorted(name for name in names if name.endswith((*SOURCES, *VARIABLES)))
    return [name for name in FIRST if name in names] + later


def _module(root: Path, folder: Path, names: list[str]) -> Iterator[Document]:
    group = folder.relative_to(root).as_posix()
    files = []
    for name in names:
        path = f"{group}/{name}".removeprefix("./")
        if OVERRIDE.fullmatch(name):
            raise IncompleteError(f"{path}: overrides other files, judge the plan instead")
        try:
            files.append(source.read(path, _bytes(root, folder / name, MAX_SOURCE)))
        except RecursionError:
            raise IncompleteError(f"{path}: is nested too deep to judge") from None
    try:
        yield from source.documents(group, files)
    except RecursionError:
        raise IncompleteError(f"{group}: is nested too deep to judge") from None


def _bytes(root: Path, path: Path, limit: int) -> bytes:
    name = path.relative_to(root).as_posix()
    try:
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise IncompleteError(f"{name}: leads out of the service, put the file itself here")
        if not path.is_file():  # a pipe would be waited for
            raise IncompleteError(f"{name}: is no file, remove it")
        if path.stat().st_size > limit:
            raise IncompleteError(f"{name}: is larger than {limit} bytes, split it")
        return path.read_bytes()
    except OSError as error:
        raise IncompleteError(f"{name}: cannot be read: {error.strerror or error}") from None
