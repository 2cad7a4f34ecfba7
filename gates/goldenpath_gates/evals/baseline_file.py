"""Opening a file that a pull request may have made: no link, no pipe, no endless line."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from goldenpath_gates.errors import IncompleteError

LONGEST_LINE = 4_000_000
"""Bytes. A baseline comes from a pull request: no line of it may fill the memory."""


def mend(where: Path | str = "") -> str:
    """How a baseline is written anew; that of the night is known by `nightly` in its name."""
    nightly = " --nightly" if "nightly" in Path(where).name else ""
    return (
        "look at the difference, and if it is meant run "
        f"`goldenpath eval baseline{nightly} --reason TEXT --owner WHO` and commit the file"
    )


def inside(root: Path, name: str) -> Path:
    """The path, which neither leaves the repository nor goes through a link."""
    base = root.resolve()
    path = base / name
    straight = path.parent.resolve() / path.name == path and not path.is_symlink()
    if not straight or not path.is_relative_to(base):
        raise IncompleteError(
            f"{name}: baseline-place it is not a plain path inside the repository; name a file "
            "without links in `[eval] baseline`"
        )
    return root / name


def opened(path: Path) -> IO[bytes]:
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb")
    except FileNotFoundError:
        why = f"baseline-missing there is no baseline; {mend(path)}"
        raise IncompleteError(f"{path}: {why}") from None
    except OSError as error:
        raise broken(path, f"it cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise broken(path, "it is no file")
    return file


def lines(file: IO[bytes], path: Path) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise broken(path, f"a line is longer than {LONGEST_LINE} bytes")
        yield line


def broken(where: Path | str, what: str) -> IncompleteError:
    return IncompleteError(
        f"{where}: baseline-broken {what}; restore it from git, or {mend(where)}"
    )
