"""A program for a machine that lacks it: one release of it, by the digest of its archive."""

from __future__ import annotations

import platform
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine import folders

MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
"""`platform.machine()`, as releases call it."""
CONNECT_S, READ_S = 10.0, 60.0


@dataclass(frozen=True)
class Release:
    """`url` has `{platform}` where an archive says `linux_amd64`, and `digests` have the SHA-256 of
    each. `program` is its name within the archive, a gzipped tar or, where `url` says so, a zip;
    `remedy` is what a person can do instead."""

    program: str
    version: str
    url: str
    digests: Mapping[str, str]
    remedy: str
    max_bytes: int


def obtained(release: Release) -> Path:
    """Its path, downloaded once. Raises IncompleteError where it cannot be had, or is another."""
    machine = platform.machine()
    name = f"{sys.platform}_{MACHINES.get(machine, machine)}"
    if name not in release.digests:
        raise IncompleteError(
            f"there is no pinned {release.program} for {sys.platform} {machine}: {release.remedy}"
        )
    try:
        program = folders.private("tools") / f"{release.program}-{release.version}"
        with folders.locked(program.with_suffix(".lock")):
            if not program.exists():
                _put(_member(release, _archive(release, name)), program)
    except OSError as error:
        raise IncompleteError(
            f"{_known(release)} cannot be kept: {error}; {release.remedy}"
        ) from None
    return program


def _known(release: Release) -> str:
    return f"{release.program} {release.version}"


def _archive(release: Release, name: str) -> bytes:
    import httpx2

    url = release.url.format(platform=name)
    print(f"{release.program} is missing: {release.version} is downloaded, once", file=sys.stderr)
    body = bytearray()
    timeout = httpx2.Timeout(READ_S, connect=CONNECT_S)
    try:
        with httpx2.stream("GET", url, timeout=timeout, follow_redirects=True) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                body += part
                if len(body) > release.max_bytes:
                    raise IncompleteError(
                        f"{url}: more than {release.max_bytes} bytes; {release.remedy}"
                    )
    except httpx2.HTTPError as error:
        raise IncompleteError(f"{url} cannot be downloaded: {error}; {release.remedy}") from None
    if (got := sha256(body).hexdigest()) != (digest := release.digests[name]):
        raise IncompleteError(
            f"{url} has the digest {got}, not {digest}: do not use it; {release.remedy}"
        )
    return bytes(body)


def _member(release: Release, archive: bytes) -> bytes:
    read = _zipped if release.url.endswith(".zip") else _tarred
    content = read(release.program, BytesIO(archive))
    if content is None:
        raise IncompleteError(f"the archive of {_known(release)} has no program; {release.remedy}")
    return content


def _zipped(name: str, archive: BytesIO) -> bytes | None:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(name) if name in opened.namelist() else None


def _tarred(name: str, archive: BytesIO) -> bytes | None:
    with tarfile.open(fileobj=archive, mode="r:gz") as opened:
        file = opened.extractfile(name) if name in opened.getnames() else None
        return file.read() if file else None


def _put(content: bytes, program: Path) -> None:
    made = program.with_suffix(".made")
    made.write_bytes(content)
    made.chmod(0o700)
    made.replace(program)
