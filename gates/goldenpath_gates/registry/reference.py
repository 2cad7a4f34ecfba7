"""Names of images: `HOST[:PORT]/PATH[:TAG]@sha256:...`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goldenpath_gates.errors import UsageError

# As the OCI distribution specification writes them; of digests we know only SHA-256.
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_HOST = r"(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
_REPOSITORY = rf"(?P<host>{_HOST}|[A-Za-z0-9-]+:\d{{1,5}})/(?P<path>{_PART}(?:/{_PART})*)"
TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
REPOSITORY = re.compile(_REPOSITORY)
REFERENCE = re.compile(
    rf"{_REPOSITORY}(?::(?P<tag>{TAG.pattern}))?(?:@(?P<digest>.*))?", re.ASCII | re.DOTALL
)
LONGEST = 255
"""Characters of host and path together; longer ones no registry takes."""


@dataclass(frozen=True)
class Repository:
    """`host` has the port, where there is one."""

    host: str
    path: str

    def __str__(self) -> str:
        return f"{self.host}/{self.path}"

    def at(self, digest: str, tag: str | None = None) -> Reference:
        return Reference(self, digest, tag)


@dataclass(frozen=True)
class Reference:
    """One image, by its bytes. `digest` is `sha256:` and 64 hexadecimal digits."""

    repository: Repository
    digest: str
    tag: str | None = None

    def __str__(self) -> str:
        return f"{self.repository}{f':{self.tag}' if self.tag else ''}@{self.digest}"


def repository(text: str) -> Repository:
    """Raises UsageError where it is not `HOST[:PORT]/PATH`."""
    found = REPOSITORY.fullmatch(text)
    if not found or len(text) > LONGEST:
        raise UsageError(
            f"{text!r} is not a repository of images: write HOST[:PORT]/PATH, the path in lower "
            "case, such as registry.example.com/team/answers"
        )
    return Repository(found["host"], found["path"])


def parse(text: str) -> Reference:
    """Raises UsageError where it is not a reference, or names no digest."""
    found = REFERENCE.fullmatch(text)
    if not found or len(f"{found['host']}/{found['path']}") > LONGEST:
        raise UsageError(
            f"{text!r} is not an image: write HOST[:PORT]/PATH@sha256:DIGEST, the path in lower "
            "case, such as registry.example.com/team/answers@sha256:..."
        )
    if found["digest"] is None:
        raise UsageError(f"{text!r} names no digest; a tag moves; name the digest: ...@sha256:...")
    if not DIGEST.fullmatch(found["digest"]):
        raise UsageError(f"{text!r}: a digest is sha256: and 64 digits of 0-9 and a-f")
    return Reference(Repository(found["host"], found["path"]), found["digest"], found["tag"])
