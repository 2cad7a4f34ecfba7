"""Every version of every file that any ref still reaches: git forgets nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from io import DEFAULT_BUFFER_SIZE
from typing import IO, NamedTuple

from goldenpath_hooks.findings import INCOMPLETE, HookError
from goldenpath_hooks.keys.files import Part, split

# Neither a replaced object nor a promise of one: what lies here is what is judged.
ENVIRONMENT = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
LOG = (
    *("git", "-c", "log.showRoot=true", "log", "--all", "HEAD", "--reverse", "--topo-order"),
    *("--diff-merges=combined", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "-z"),
    "--format=%x01%H",
)
SUBMODULE = "160000"
SHORT = 10
TOLD_EVERY = 500


class Version(NamedTuple):
    """A blob, and where it appeared first."""

    blob: str
    commit: str
    path: str


class Blob:
    """What `git cat-file --batch` says next, of which `left` bytes belong to one blob."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self.stream = stream
        self.left = size

    def read(self, size: int) -> bytes:
        data = self.stream.read(min(size, self.left))
        self.left -= len(data)
        return data

    def skip(self) -> None:
        while self.left and self.read(DEFAULT_BUFFER_SIZE):
            pass


def versions() -> Iterator[tuple[Version, Iterator[Part]]]:
    """Each content once; its parts must be read before the next one is asked for."""
    if _git("rev-parse", "--is-shallow-repository") == "true":
        remedy = "run `git fetch --unshallow`, or clone with depth 0 in CI"
        raise HookError(f"this clone is shallow, its history is cut; {remedy}", INCOMPLETE)
    if not _git("for-each-ref", "--count=1"):
        return  # nothing was ever committed
    known = list(_blobs())
    here = _here(known)
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{version.blob}\n" for version in here).encode())
        names.seek(0)
        lost = yield from _contents(here, names)
    if missing := len(known) - len(here) + lost:
        what = f"{missing} of {len(known)} versions of files are not in this clone"
        raise HookError(f"{what}, the others were judged; clone without a filter", INCOMPLETE)


def _blobs() -> Iterator[Version]:
    """As `git log --raw -z` lists them: commits, and `:modes hashes status`, each before a path."""
    seen: set[str] = set()
    commit, fields = "", _fields(LOG)
    for field in fields:
        if field.startswith("\x01"):
            commit = field[1 : SHORT + 1]
            continue
        change, path = field.strip("\n").split(" "), next(fields)
        parents = change[0].count(":")
        mode, blob = change[parents], change[-2]
        if mode != SUBMODULE and blob.strip("0") and blob not in seen:
            seen.add(blob)
            yield Version(blob, commit, path)


def _fields(command: Sequence[str]) -> Iterator[str]:
    rest = b""
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment()) as git:
        while chunk := _stdout(git).read(DEFAULT_BUFFER_SIZE):
            *fields, rest = (rest + chunk).split(b"\0")
            yield from map(os.fsdecode, filter(None, fields))
    if git.returncode:
        raise HookError("git does not tell the whole history, run `git fsck`", INCOMPLETE)


def _here(known: Sequence[Version]) -> Sequence[Version]:
    """Without what a partial clone lacks: asked for that, git ends."""
    if ".promisor\n" not in _git("config", "--list", "--name-only") + "\n":
        return known
    check = "--batch-check=%(objectname)"
    local = set(_git("cat-file", "--batch-all-objects", "--unordered", check).split())
    return [version for version in known if version.blob in local]


def _contents(
    known: Sequence[Version], names: IO[bytes]
) -> Generator[tuple[Version, Iterator[Part]], None, int]:
    """At the end the number of those that git does not find."""
    lost = 0
    command = ("git", "cat-file", "--batch", "--buffer")
    with subprocess.Popen(command, stdin=names, stdout=subprocess.PIPE, env=_environment()) as git:
        stream = _stdout(git)
        for number, version in enumerate(known, start=1):
            _tell(number, len(known))
            header = stream.readline().split()
            if header[1:2] != [b"blob"]:
                lost += 1
                continue
            blob = Blob(stream, int(header[2]))
            yield version, split(blob)
            blob.skip()
            lost += bool(blob.left)  # git ended in the middle of it
            stream.read(1)
    return lost


def _tell(number: int, total: int) -> None:
    if sys.stderr.isatty() and (number == total or number % TOLD_EVERY == 0):
        end = "\n" if number == total else ""
        print(f"\r{number} of {total} versions of files", end=end, file=sys.stderr, flush=True)


def _git(*args: str) -> str:
    try:
        done = subprocess.run(
            ("git", *args), capture_output=True, check=False, text=True, env=_environment()
        )
    except OSError as error:
        raise HookError(f"git does not start: {error.strerror}", INCOMPLETE) from None
    if done.returncode:
        raise HookError("there is no git repository here, and so no history", INCOMPLETE)
    return done.stdout.strip()


def _stdout(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None  # noqa: S101 - it is a pipe: so that the type checker knows
    return process.stdout


def _environment() -> dict[str, str]:
    return {**os.environ, **ENVIRONMENT}
