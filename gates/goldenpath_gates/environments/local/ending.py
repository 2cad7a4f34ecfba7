"""Ends an environment on this machine, and says what of it is still there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from goldenpath_gates.environments.local import ports, processes
from goldenpath_gates.environments.local.processes import Seen
from goldenpath_gates.environments.local.store import RECORD, Record


def cleared(record: Record | None, folder: Path) -> tuple[str, ...]:
    """The record goes last, and stays where anything is left: so the next one tries again."""
    left: list[str] = []
    if record:
        if stopped := processes.end(record.processes.values(), record.mark):
            left.append(f"{listed(stopped)} does not end: look at it with ps")
        left += _answering(record)
    if not left:
        data = [Path(record.data)] if record and record.data else []
        parts = [path for path in folder.iterdir() if path.name != RECORD]
        left += (line for path in (*data, *parts) for line in _removed(path))
    if not left:
        left += _removed(folder / RECORD)
    return tuple(left)


def listed(left: Iterable[Seen]) -> str:
    return f"process {', '.join(str(one.pid) for one in left)}"


def _answering(record: Record) -> Iterator[str]:
    for part, port in record.ports.items():
        if ports.answers(port):
            yield f"port {port} of the {part} still answers: see who listens there"


def _removed(path: Path) -> Iterator[str]:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        yield f"{error.filename} cannot be removed ({error.strerror})"
