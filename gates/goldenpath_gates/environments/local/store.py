"""What is known of the environments of a service on this machine, and who is at work on which."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from goldenpath_gates.environments.engine import State
from goldenpath_gates.environments.local.processes import Process
from goldenpath_gates.errors import IncompleteError

RECORD = "record.json"
VERSION = 1


@dataclass(frozen=True)
class Record:
    """Written before anything is made, and again before each program starts. `settings` hold
    passwords, so only we may read the file; `data` is the folder of PostgreSQL, empty for none."""

    name: str
    state: State
    change: int | None
    branch: str
    commit: str
    created_at: datetime
    expires_at: datetime
    mark: str
    ports: Mapping[str, int]
    data: str = ""
    url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    processes: Mapping[str, Process] = field(default_factory=dict)


@dataclass(frozen=True)
class Store:
    """`base` has a folder for each service, those have one for each environment."""

    base: Path
    home: Path

    def folder(self, name: str) -> Path:
        return self.home / name

    def names(self) -> list[str]:
        with suppress(FileNotFoundError):
            return sorted(path.name for path in self.home.iterdir() if path.is_dir())
        return []

    def read(self, name: str) -> Record | None:
        """None where nothing was begun. Raises IncompleteError for what we did not write."""
        path = self.folder(name) / RECORD
        try:
            return _record(json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IncompleteError(
                f"{path} cannot be read ({type(error).__name__}): see which processes work in "
                f"{path.parent}, end them, and delete that folder"
            ) from None

    def write(self, record: Record) -> None:
        path = self.folder(record.name) / RECORD
        body = {**asdict(record), "version": VERSION}
        new = path.with_suffix(".new")
        with open(new, "w", encoding="utf-8", opener=_private) as file:
            json.dump(body, file, default=datetime.isoformat, indent=2)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    def records(self) -> Iterator[Record]:
        for name in self.names():
            if record := self.read(name):
                yield record

    def ports(self) -> set[int]:
        """Of every environment on this machine whose record can be read."""
        taken: set[int] = set()
        for home in self.base.iterdir():
            there = Store(self.base, home)
            for name in there.names():
                with suppress(IncompleteError):  # that of another service stops nobody here
                    if record := there.read(name):
                        taken.update(record.ports.values())
        return taken

    @contextmanager
    def allocating(self) -> Iterator[None]:
        """One at a time on this machine: who looks for ports and counts environments."""
        with _held(self.base):
            yield

    @contextmanager
    def locked(self, name: str) -> Iterator[Path]:
        """The folder of an environment: made where it is missing, removed where it is left empty.
        Others wait, in every process."""
        folder = self.folder(name)
        with ExitStack() as stack:
            while not stack.enter_context(_lasting(folder)):
                stack.pop_all().close()
            try:
                yield folder
            finally:
                with suppress(OSError):  # there is something in it, so it stays
                    folder.rmdir()

    def glance(self, name: str) -> tuple[Record | None, bool]:
        """With whether somebody is at work on it now; nobody begins while we read."""
        try:
            with _held(self.folder(name), fcntl.LOCK_SH | fcntl.LOCK_NB):
                return self.read(name), False
        except BlockingIOError:
            return self.read(name), True
        except FileNotFoundError:
            return None, False

    def busy(self, name: str) -> bool:
        return self.glance(name)[1]


def opened(root: Path, env: Mapping[str, str]) -> Store:
    """Of the service in this folder. Raises IncompleteError where others could write there."""
    state = env.get("XDG_STATE_HOME") or Path(env.get("HOME") or Path.home()) / ".local" / "state"
    base = Path(state).absolute() / "goldenpath" / "environments"
    home = base / sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = base.lstat()
    except OSError as error:
        raise IncompleteError(
            f"{base} cannot be made ({error.strerror}): environments are kept there"
        ) from None
    if about.st_uid != os.geteuid() or about.st_mode & 0o077:
        raise IncompleteError(f"{base} is no folder that only you can open: chmod it to 0700")
    return Store(base, home)


@contextmanager
def _lasting(folder: Path) -> Iterator[bool]:
    """False where who had it before has removed it: then we hold what nobody finds any more."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = _locked(folder)
    except FileNotFoundError:
        yield False
        return
    try:
        yield _same(handle, folder)
    finally:
        os.close(handle)


@contextmanager
def _held(folder: Path, how: int = fcntl.LOCK_EX) -> Iterator[int]:
    handle = _locked(folder, how)
    try:
        yield handle
    finally:
        os.close(handle)


def _locked(folder: Path, how: int = fcntl.LOCK_EX) -> int:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, how)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _same(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except FileNotFoundError:
        return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _record(body: dict[str, Any]) -> Record:
    if body.pop("version") != VERSION:
        raise ValueError
    for key in ("created_at", "expires_at"):
        body[key] = datetime.fromisoformat(body[key])
    body["processes"] = {name: Process(**row) for name, row in body["processes"].items()}
    return Record(**body)
