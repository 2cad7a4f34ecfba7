"""A folder of the user's for what takes long to make, and is run: nobody else may write to it."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

SIZE = sha256().digest_size


def private(name: str) -> Path:
    """Raises OSError where it cannot be made, or where others could write to it."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute()
    path = base / "goldenpath" / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    for one in (path.parent, path):
        about = one.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o022:
            raise PermissionError(f"{one} is no folder that only you can write to")
    return path


def read(path: Path) -> bytes:
    """What `write` wrote. Raises OSError, and ValueError where it is damaged."""
    digest, data = (whole := path.read_bytes())[:SIZE], whole[SIZE:]
    if sha256(data).digest() != digest:
        raise ValueError(f"{path} is damaged")
    return data


def write(path: Path, data: bytes) -> None:
    """All of it or nothing, whoever else reads or writes."""
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(sha256(data).digest() + data)
    os.replace(file.name, path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """For one process at a time: the others wait."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
