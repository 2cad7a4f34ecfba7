"""Golden cases written: one line each, whole files or nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals.case import Case, Expected

OWN = ("dataset", "line", "expected")
"""Fields that say where a case was read, and the one that is an object itself."""


def body_of(case: Case) -> dict[str, Any]:
    """A case as its line says it: without what nobody set."""
    given = _set(case, OWN)
    return {
        "id": given.pop("id"),
        "input": given.pop("input"),
        "expected": _set(case.expected, ()),
        **given,
    }


def _set(part: Case | Expected, without: Iterable[str]) -> dict[str, Any]:
    unset = Expected() if isinstance(part, Expected) else Case("", "", Expected())
    values = {f.name: getattr(part, f.name) for f in fields(part) if f.name not in without}
    return {name: value for name, value in values.items() if value != getattr(unset, name)}


def save(path: Path, bodies: Iterable[Mapping[str, Any]], force: bool = False) -> int:
    """The number of cases. Without `force` a file that is there stays as it is.

    Whatever goes wrong, also in the middle of `bodies`, leaves no half a file.
    """
    if path.exists() and not force:
        raise UsageError(f"{path}: this file exists; name another one, or replace it with --force")
    count = 0
    try:
        with _replacing(path) as file:
            for body in bodies:
                count += 1
                file.write(json.dumps(body, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    return count


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A file beside `path` that takes its place at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
