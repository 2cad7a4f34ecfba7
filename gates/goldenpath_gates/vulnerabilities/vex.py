"""OpenVEX 0.2.0: what the team says of a vulnerability in one of its packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.vulnerabilities import reading
from goldenpath_gates.vulnerabilities.inventory import Product
from goldenpath_gates.vulnerabilities.model import Vulnerability
from goldenpath_gates.vulnerabilities.package import Package, package

Status = Literal["not_affected", "fixed", "under_investigation", "affected"]
GRAVITY: tuple[Status, ...] = ("not_affected", "fixed", "under_investigation", "affected")
"""Of two statements of the same moment the graver one counts."""
EXCUSES = ("not_affected", "fixed")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "not_affected": ("justification", "impact_statement"),
    "affected": ("action_statement",),
}
"""What a status is nothing without: one of these."""
SKEW = timedelta(days=1)
"""How far the clock of an author may be ahead."""


@dataclass(frozen=True)
class Named:
    """A product or a part of it: its package URLs, and the parts that the statement is about."""

    urls: tuple[str, ...]
    parts: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Statement:
    path: str
    names: frozenset[str]
    products: tuple[Named, ...]
    status: Status
    reason: str
    author: str
    at: datetime

    @property
    def excuses(self) -> bool:
        return self.status in EXCUSES

    def __str__(self) -> str:
        said = self.status.replace("_", " ")
        because = f": {self.reason}" if self.reason else ""
        return f"{said} says {self.author} on {self.at.date()} in {self.path}{because}"


def read(root: Path, patterns: Iterable[str], today: date) -> tuple[Statement, ...]:
    """Raises UsageError for a file that is no OpenVEX document."""
    paths = sorted({path for pattern in patterns for path in root.glob(pattern)})
    return tuple(
        statement
        for path in paths
        for statement in _statements(path, path.relative_to(root).as_posix(), today)
    )


def newest(
    statements: Sequence[Statement], vulnerability: Vulnerability, product: Product
) -> Statement | None:
    """What counts of all that was ever said about a vulnerability in a package."""
    about = [
        statement
        for statement in statements
        if statement.names & vulnerability.ids
        and any(_covers(named, vulnerability.package, product) for named in statement.products)
    ]
    return max(about, key=lambda one: (one.at, GRAVITY.index(one.status)), default=None)


def _covers(named: Named, one: Package, product: Product) -> bool:
    """The package itself, or all or the named parts of our product."""
    if any(_is(url, one) for url in named.urls):
        return True
    if not any(product.is_named(package(url)) for url in named.urls):
        return False
    return not named.parts or any(_is(url, one) for part in named.parts for url in part.urls)


def _is(url: str, one: Package) -> bool:
    """What the address leaves out, such as the version, may be anything."""
    said = package(url)
    if not said.type or not _fits(said, one):
        return False
    wanted = _qualifiers(url)
    return not wanted or any(wanted.items() <= _qualifiers(purl).items() for purl in one.purls)


def _fits(said: Package, one: Package) -> bool:
    type_, namespace, name, version = said.key
    # A report may tell no type at all.
    of_type = (one.type, one.key[1]) if one.type else (type_, namespace)
    return (type_, namespace, name) == (*of_type, one.name) and version in ("", one.version)


def _qualifiers(url: str) -> Mapping[str, str]:
    from packageurl import PackageURL

    said = PackageURL.from_string(url).qualifiers
    return said if isinstance(said, dict) else {}


def _statements(path: Path, name: str, today: date) -> Iterable[Statement]:
    try:
        document = reading.read(path, name)
    except IncompleteError as error:
        raise UsageError(str(error)) from None
    if violation := reading.violation(document, "openvex"):
        raise _wrong(name, violation)
    for index, row in enumerate(document["statements"]):
        if (needs := NEEDS.get(row["status"])) and not any(row.get(key) for key in needs):
            raise _wrong(name, f"statements[{index}]: {row['status']} needs {' or '.join(needs)}")
        said = row.get("timestamp", document["timestamp"])
        at = reading.moment(said)
        if at is None or at.date() > today + SKEW:
            raise _wrong(name, f"statements[{index}]: {said} is no time in the past")
        about = row["vulnerability"]
        yield Statement(
            name,
            frozenset((about["name"], *about.get("aliases", ()))),
            tuple(map(_named, row["products"])),
            row["status"],
            _reason(row),
            document["author"],
            at,
        )


def _named(row: Mapping[str, Any]) -> Named:
    urls = (row.get("@id"), row.get("identifiers", {}).get("purl"))
    parts = tuple(map(_named, row.get("subcomponents", ())))
    return Named(tuple(url for url in urls if url and url.startswith("pkg:")), parts)


def _reason(row: Mapping[str, Any]) -> str:
    label = row.get("justification", "").replace("_", " ")
    texts = (row.get(key) for key in ("impact_statement", "action_statement", "status_notes"))
    return ", ".join(filter(None, (label, *texts)))


def _wrong(name: str, violation: str) -> UsageError:
    return UsageError(
        f"{name}: this is no OpenVEX 0.2.0: {violation}; "
        "docs/supply-chain/vulnerabilities.md of goldenpath shows one"
    )
