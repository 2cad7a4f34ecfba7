"""What a lock may hold: files with hashes, from places that the team knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from goldenpath_gates.bom.document import canonical
from goldenpath_gates.bom.lock_file import (
    NAME,
    SOURCE_TREES,
    File,
    Lock,
    Package,
    split,
    without_credentials,
)
from goldenpath_gates.policy.findings import Found

STRONG = ("sha256:", "sha384:", "sha512:", "blake2b:", "blake2b-256:")


def hashes(lock: Lock) -> Iterator[Found]:
    """Without a hash nobody sees that a file was exchanged behind its name."""
    for package in lock:
        if package.kind in (*SOURCE_TREES, "git"):
            continue
        bare = [file.name for file in package.files if not file.hash.startswith(STRONG)]
        if bare or not package.files:
            which = f"its file {bare[0]}" if bare else "it"
            yield _found(
                "sbom-lock-hash",
                package,
                f"{which} has no SHA-256 or stronger hash in {NAME}: run `uv lock`; an index that "
                "publishes no hashes cannot be locked, take the package from another one",
            )


def sources(lock: Lock, accepted: Sequence[str]) -> Iterator[Found]:
    """An index is reviewed once; a repository, an address or a folder is known to nobody."""
    usual = _usual_hosts(lock)
    for package in lock:
        if _is_foreign(package) and not _matches(package.source, accepted):
            place = without_credentials(package.source)
            yield _found(
                "sbom-lock-source",
                package,
                f"comes from {package.kind} {place}, not from an index: publish it to one, or list "
                "the place under `sources` of [sbom] in goldenpath.toml",
            )
        elif package.kind == "registry":
            yield from _exchanged(package, usual, accepted)


def _usual_hosts(lock: Lock) -> Mapping[str, str | None]:
    """Of each index where most of its files lie: many keep them on another host than their own."""
    hosts: dict[str, Counter[str | None]] = defaultdict(Counter)
    for package in lock:
        hosts[package.source].update(split(file.place).hostname for file in package.files)
    found = {}
    for source, counted in hosts.items():
        for host, count in counted.most_common(1):
            found[source] = host if 2 * count > counted.total() else None
    return found


def _is_foreign(package: Package) -> bool:
    if package.kind in SOURCE_TREES:  # below the service it is part of the service
        path = PurePosixPath(package.source)
        return path.is_absolute() or ".." in path.parts
    return package.kind != "registry"


def _exchanged(
    package: Package, usual: Mapping[str, str | None], accepted: Sequence[str]
) -> Iterator[Found]:
    """uv installs the address that the lock names and never asks the index again: who edits both
    address and hash has replaced the package."""
    for file in package.files:
        host = usual.get(package.source)
        wrong = _wrong_host(package, file, host, accepted) or _wrong_name(package, file)
        if wrong:
            yield _found(
                "sbom-lock-source",
                package,
                f"{wrong}: was {NAME} edited by hand? Run `uv lock --upgrade-package "
                f"{package.name}` and compare",
            )
            return


def _wrong_host(
    package: Package, file: File, usual: str | None, accepted: Sequence[str]
) -> str | None:
    index, address = split(package.source), split(file.place)
    if not index.scheme or _matches(file.place, accepted):
        return None  # a folder of wheels that serves as an index has paths
    if address.scheme not in ("https", index.scheme):
        return f"its file {file.name} is fetched by {address.scheme or 'a path'}"
    if address.hostname in (index.hostname, usual):
        return None
    return (
        f"its file {file.name} lies on {address.hostname}, not where most files of "
        f"{index.hostname} lie"
    )


def _wrong_name(package: Package, file: File) -> str | None:
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )
    from packaging.version import InvalidVersion, Version

    try:
        parse = parse_wheel_filename if file.is_wheel else parse_sdist_filename
        name, version = parse(file.name)[:2]
        same = name == canonical(package.name) and version == Version(package.version)
    except (InvalidSdistFilename, InvalidWheelFilename, InvalidVersion):
        return None  # named before the standard was; uv reads more of them than this
    return None if same else f"its file {file.name} is another package or version"


def _matches(place: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(without_credentials(place), pattern) for pattern in patterns)


def _found(rule: str, package: Package, text: str) -> Found:
    return Found(rule, NAME, f"{package.label}: {text}", line=package.line, subject=package.label)
