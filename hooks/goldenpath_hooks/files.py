"""Files as a hook reads them: plain ones, whole, of a bounded size."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import BinaryIO

from goldenpath_hooks import waivers
from goldenpath_hooks.findings import Finding, Place

LARGEST = 10_000_000
"""Bytes. Nobody reads or edits a longer file; it is data."""


class Unreadable(Exception):
    """A file that cannot be judged: `finding` says so, it never passes for a good one."""

    def __init__(self, path: str, why: str, remedy: str, size: int = 0) -> None:
        super().__init__(why)
        self.finding = Finding(path, Place(), "file-unreadable", why, remedy)
        self.size = size


def plain(paths: Iterable[str]) -> Iterator[str]:
    """Without links: what one leads to is judged under its own name, or is not in the tree."""
    return (path for path in paths if not os.path.islink(path))


@contextmanager
def opened(path: str) -> Iterator[tuple[BinaryIO, int]]:
    """A plain file and its size."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(path, "this is no plain file", "name files only")
            yield file, status.st_size
    except OSError as error:
        why = f"this file cannot be read: {error.strerror}"
        raise Unreadable(path, why, "mend its path or its permissions") from None


def read(path: str) -> bytes:
    with opened(path) as (file, size):
        if size > LARGEST:
            why = f"{size} bytes are more than this hook reads ({LARGEST})"
            raise Unreadable(path, why, "exclude this file", size)
        return file.read()


def _without_waiting(path: str, flags: int) -> int:
    """A pipe in the place of a file would be waited for."""
    return os.open(path, flags | os.O_NONBLOCK)


def text(path: str) -> str:
    return decoded(path, read(path))


def decoded(path: str, data: bytes) -> str:
    """The text without a byte order mark."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        why = f"byte {error.start + 1} is not UTF-8"
        raise Unreadable(path, why, "save the file as UTF-8") from None


def unwaived(path: str, text: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What no comment of the file itself waives, and then the waivers that hold no longer."""
    valid, broken = waivers.read(path, text, date.today())
    kept = list(waivers.apply(findings, valid))
    yield from kept
    yield from broken if kept else ()
