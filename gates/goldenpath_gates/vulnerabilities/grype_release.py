"""Grype for a pipeline that has no scanner: one release, by the digest of its archive."""

from __future__ import annotations

import platform
import sys
import tarfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine import folders

VERSION = "0.115.0"
RELEASES = "https://github.com/anchore/grype/releases"
ARCHIVES = {
    "x86_64": ("amd64", "3fad92940650e514c0aa2dad83526942a055e210cec09a8a59d9c024adc2b90e"),
    "aarch64": ("arm64", "b8541b9ecc3e936e7db4ff14b71a9474b25f3898ccaad63ee0bfe3449fcd734d"),
}
"""Of Linux, by `platform.machine()`."""
MAX_BYTES = 500_000_000
CONNECT_S, READ_S = 10.0, 60.0
REMEDY = f"install Grype or Trivy on the runner, {RELEASES}/tag/v{VERSION}, and put it on PATH"


def obtained() -> Path:
    """Its path, downloaded once. Raises IncompleteError where it cannot be had, or is another."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in ARCHIVES:
        raise IncompleteError(f"there is no pinned scanner for {sys.platform} {machine}: {REMEDY}")
    name, digest = ARCHIVES[machine]
    try:
        program = folders.private("tools") / f"grype-{VERSION}"
        with folders.locked(program.with_suffix(".lock")):
            if not program.exists():
                url = f"{RELEASES}/download/v{VERSION}/grype_{VERSION}_linux_{name}.tar.gz"
                _put(_member(_archive(url, digest)), program)
    except OSError as error:
        raise IncompleteError(f"Grype {VERSION} cannot be kept: {error}; {REMEDY}") from None
    return program


def _archive(url: str, digest: str) -> bytes:
    import httpx2

    print(f"vulnerabilities: no scanner: Grype {VERSION} is downloaded, once", file=sys.stderr)
    body = bytearray()
    timeout = httpx2.Timeout(READ_S, connect=CONNECT_S)
    try:
        with httpx2.stream("GET", url, timeout=timeout, follow_redirects=True) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                body += part
                if len(body) > MAX_BYTES:
                    raise IncompleteError(f"{url}: more than {MAX_BYTES} bytes; {REMEDY}")
    except httpx2.HTTPError as error:
        raise IncompleteError(f"{url} cannot be downloaded: {error}; {REMEDY}") from None
    if (got := sha256(body).hexdigest()) != digest:
        raise IncompleteError(f"{url} has the digest {got}, not {digest}: do not use it; {REMEDY}")
    return bytes(body)


def _member(archive: bytes) -> bytes:
    with tarfile.open(fileobj=BytesIO(archive), mode="r:gz") as opened:
        file = opened.extractfile("grype")
        if file is None:
            raise IncompleteError(f"the archive of Grype {VERSION} has no program; {REMEDY}")
        return file.read()


def _put(content: bytes, program: Path) -> None:
    made = program.with_suffix(".made")
    made.write_bytes(content)
    made.chmod(0o700)
    made.replace(program)
