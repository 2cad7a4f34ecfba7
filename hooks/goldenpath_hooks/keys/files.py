"""The bytes of files, whatever lies there: nothing is followed, and nothing fills the memory."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from goldenpath_hooks.findings import INCOMPLETE, HookError
from goldenpath_hooks.keys.search import Trust

CHUNK, OVERLAP = 8_000_000, 64_000
"""Bytes; no key is as long as the overlap."""
GENERATED = {
    *("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "packages.lock.json", "go.sum"),
    *("Package.resolved", "Cartfile.resolved", "yarn.lock", "checksums.txt", ".secrets.baseline"),
}
GENERATED_SUFFIXES = (".lock", ".sum", ".min.js", ".min.css", ".map", ".svg", ".lockb", ".snap")
TEST = re.compile(
    r"(?:^|/)(?:tests?|\w*[a-z]Tests?|\w+[_-]tests?|__tests__|specs?|testing|testdata|testFixtures|fixtures|mocks?)/"
    r"|(?:^|/)(?:test_[^/]*|conftest|[^/]*[._-](?:test|spec)|[^/]*(?:Test|Tests|Spec))\.\w+$"
)
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Part:
    """`data` without what `before` counts: the lines, and those columns of its first line."""

    data: bytes
    whole: bool = True
    lines_before: int = 0
    report_from: int = 0
    report_to: int | None = None


def tracked() -> list[str]:
    """Every file of the tree that git knows or would take."""
    import subprocess

    command = ("git", "ls-files", "-co", "--exclude-standard", "--deduplicate", "-z")
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise HookError(f"git does not start: {error.strerror}", INCOMPLETE) from None
    if done.returncode:
        reason = "name the files to scan, or start in a git repository"
        raise HookError(f"git does not list the files of this folder; {reason}", INCOMPLETE)
    names = filter(None, os.fsdecode(done.stdout).split("\0"))
    return sorted(name for name in names if os.path.lexists(name))  # a deleted one is still listed


def parts(path: str) -> Iterator[Part]:
    """A plain file in one part or, from CHUNK on, in several that overlap; else nothing.

    A link is scanned where it leads to; a folder is a submodule with a history of its own.
    """
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return
    # What was a file a moment ago may be a pipe or a link now.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            yield from split(file)


def split(file: Readable) -> Iterator[Part]:
    data = file.read(CHUNK)
    following = file.read(CHUNK) if len(data) == CHUNK else b""
    if not following:
        yield Part(_as_utf8(data))
        return
    lines, start = 0, 0
    while True:
        last = not following
        yield Part(data, False, lines, start, None if last else len(data) - OVERLAP)
        if last:
            return
        kept = data[-2 * OVERLAP :]
        lines += data.count(b"\n") - kept.count(b"\n")
        data, start = kept + following, OVERLAP
        following = file.read(CHUNK)


def trust(path: str, data: bytes) -> Trust:
    """Lock files, bundles and binaries are full of digests, tests of values with grand names."""
    if PurePath(path).name in GENERATED or path.endswith(GENERATED_SUFFIXES):
        return Trust.FORM
    if b"\0" in data[:8000]:
        return Trust.FORM
    below = os.path.relpath(path) if os.path.isabs(path) else path
    return Trust.CONTEXT if TEST.search(below) and not below.startswith("..") else Trust.NAME


def _as_utf8(data: bytes) -> bytes:
    encoding = BYTE_ORDER_MARKS.get(data[:2]) if b"\0" in data[:200] else None
    if encoding:
        return data[2:].decode(encoding, "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")
