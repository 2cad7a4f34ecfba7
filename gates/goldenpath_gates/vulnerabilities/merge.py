"""Several scanners' findings as one list: a vulnerability counts once per package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from goldenpath_gates.vulnerabilities.model import Vulnerability, gravest
from goldenpath_gates.vulnerabilities.package import Package

CVE = "CVE-"


def merged(found: Iterable[Vulnerability]) -> list[Vulnerability]:
    """In a stable order. Two CVEs never become one, whatever advisory names both: a statement or a
    waiver for the one would excuse the other."""
    by_package: dict[tuple[str, ...], list[Vulnerability]] = {}
    for one in found:
        by_package.setdefault(one.package.key, []).extend(_single(one))
    groups = chain.from_iterable(map(_groups, by_package.values()))
    return sorted(map(_joined, groups), key=lambda one: (str(one.package), one.id))


def _single(one: Vulnerability) -> Sequence[Vulnerability]:
    """One per CVE."""
    cves = sorted(id_ for id_ in one.ids if id_.startswith(CVE))
    if not cves:
        return [one]
    if len(cves) == 1:
        return [replace(one, id=cves[0], aliases=tuple(sorted(one.ids - {cves[0]})))]
    return [replace(one, id=cve, aliases=()) for cve in cves]


def _groups(found: Sequence[Vulnerability]) -> Iterable[list[Vulnerability]]:
    """By CVE; what has none joins the CVE that it shares an id with, if there is one."""
    named: dict[str, list[Vulnerability]] = {}
    nameless: list[list[Vulnerability]] = []
    for one in found:
        if one.id.startswith(CVE):
            named.setdefault(one.id, []).append(one)
        else:
            same = [group for group in nameless if _share(group, [one])]
            nameless = [group for group in nameless if group not in same]
            nameless.append([*chain.from_iterable(same), one])
    groups = [named[cve] for cve in sorted(named)]
    for alone in nameless:
        home = next((group for group in named.values() if _share(group, alone)), None)
        if home is None:
            groups.append(alone)
        else:
            home += alone
    return groups


def _share(some: Iterable[Vulnerability], others: Iterable[Vulnerability]) -> bool:
    return not _ids(some).isdisjoint(_ids(others))


def _ids(group: Iterable[Vulnerability]) -> frozenset[str]:
    return frozenset(chain.from_iterable(one.ids for one in group))


def _joined(group: Sequence[Vulnerability]) -> Vulnerability:
    group = sorted(group, key=lambda one: (not one.id.startswith(CVE), one.id, one.scanner))
    first = group[0]
    return replace(
        first,
        package=_package([one.package for one in group]),
        aliases=tuple(sorted(_ids(group) - {first.id})),
        severity=gravest([one.severity for one in group]),
        fixed_in=tuple(dict.fromkeys(chain.from_iterable(one.fixed_in for one in group))),
        title=next((one.title for one in group if one.title), ""),
        url=next((one.url for one in group if one.url), ""),
        scanner=" and ".join(sorted({one.scanner for one in group})),
    )


def _package(same: Sequence[Package]) -> Package:
    purls = dict.fromkeys(chain.from_iterable(one.purls for one in same))
    return replace(same[0], purls=tuple(purls))
