"""What the scanners found, and what settings, VEX statements and waivers make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from goldenpath_gates import uv
from goldenpath_gates.config import Config
from goldenpath_gates.console import plain
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.waivers import Waiver, apply
from goldenpath_gates.report import Figure, Finding
from goldenpath_gates.vulnerabilities import inventory, trust, vex
from goldenpath_gates.vulnerabilities.gather import Gathered, gather
from goldenpath_gates.vulnerabilities.inventory import Inventory, Product
from goldenpath_gates.vulnerabilities.merge import merged
from goldenpath_gates.vulnerabilities.model import RANKS, ScanReport, Vulnerability
from goldenpath_gates.vulnerabilities.package import Package
from goldenpath_gates.vulnerabilities.readers import pip_audit
from goldenpath_gates.vulnerabilities.settings import Vulnerabilities

RULE, UNLISTED = "scan-vulnerability", "scan-unlisted"
IMAGE = "image"
TITLE = 200
"""Characters of a description that a finding repeats."""


@dataclass(frozen=True)
class Outcome:
    """`unjudged` says what nobody could judge, and how to mend that: with it nothing passes."""

    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    artifacts: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()


@dataclass
class Sorted:
    """Vulnerabilities by what they do; those below what blocks are only counted."""

    blocking: list[Found] = field(default_factory=list)
    unfixable: list[Found] = field(default_factory=list)
    excused: list[Found] = field(default_factory=list)


def judge(
    root: Path,
    config: Config,
    env: Mapping[str, str],
    *,
    layout: Path,
    digests: Collection[str],
    bom: Mapping[str, Any],
    waivers: Sequence[Waiver],
    today: date,
) -> Outcome:
    """`layout` is the image as an OCI layout, `digests` are those of its manifest and its
    configuration, `bom` is its CycloneDX document merged with the lock's; `today` is in UTC.

    Raises UsageError for a VEX file that is none, before anything is scanned."""
    settings = config.vulnerabilities
    statements = vex.read(root, settings.vex, today)
    gathered = gather(root, settings, env, layout)
    return verdict(
        settings, gathered, statements, digests=digests, bom=bom, waivers=waivers, today=today
    )


def verdict(
    settings: Vulnerabilities,
    gathered: Gathered,
    statements: Sequence[vex.Statement],
    *,
    digests: Collection[str],
    bom: Mapping[str, Any],
    waivers: Sequence[Waiver],
    today: date,
) -> Outcome:
    """As `judge`, of reports that were gathered before."""
    strangers = {report: trust.of_another_image(report, digests) for report in gathered.reports}
    ours = [report for report, problem in strangers.items() if problem is None]
    unjudged = [*gathered.problems, *filter(None, strangers.values())]
    unjudged += [said for report in ours for said in trust.problems(report, settings, today)]
    try:
        listed = inventory.of(bom)
    except IncompleteError as error:
        return Outcome(artifacts=gathered.files, unjudged=_lines(*unjudged, str(error)))
    found = merged(_known(ours, listed))
    product = Product(listed.root, listed.version, frozenset(digests))
    by_effect = _sorted(found, settings, listed, statements, product)
    waived = apply([*by_effect.blocking, *_unlisted(found, listed)], waivers, today)
    findings = (*map(_finding, waived.open), *waived.expired)
    return Outcome(
        (
            *_figures(found, by_effect, waived.open, len(waived.waived)),
            *trust.ages(ours, settings, today),
        ),
        findings,
        (
            # What was not looked at may be what the waiver is needed for.
            *(note for note in waived.notes if not (unjudged and note.rule == "waiver-unneeded")),
            *map(_finding, by_effect.unfixable),
            *map(_finding, by_effect.excused),
            *waived.excused,
            *_private(ours, settings),
        ),
        gathered.files,
        _lines(*unjudged),
    )


def _lines(*said: str) -> tuple[str, ...]:
    return tuple(map(plain, said))


def _known(reports: Iterable[ScanReport], listed: Inventory) -> Iterable[Vulnerability]:
    for report in reports:
        for one in report.vulnerabilities:
            yield replace(one, package=listed.known(one.package))


def _sorted(
    found: Iterable[Vulnerability],
    settings: Vulnerabilities,
    listed: Inventory,
    statements: Sequence[vex.Statement],
    product: Product,
) -> Sorted:
    by_effect = Sorted()
    for one in found:
        path = listed.path(one.package)
        # What nobody listed may be reached by anything.
        reached = path is not None or not listed.lists(one.package)
        least = settings.severity if reached else settings.severity_unreached
        said = vex.newest(statements, one, product)
        row = _found(one, path, reached, said)
        if said and said.excuses:
            by_effect.excused.append(row)
        elif RANKS[one.severity] < RANKS[least]:
            continue
        elif not one.fixed_in and settings.unfixable == "note":
            by_effect.unfixable.append(row)
        else:
            by_effect.blocking.append(row)
    return by_effect


def _found(
    one: Vulnerability,
    path: Sequence[str] | None,
    reached: bool,
    said: vex.Statement | None,
) -> Found:
    locked = one.package.type == "pypi" and (path or pip_audit.SCANNER in one.scanner)
    where = uv.LOCK if locked else IMAGE
    parts = [
        f"{one.id} ({one.severity}, by {one.scanner}) in {one.package.name} {one.package.version}",
        f", {_way(path, reached)}: {_remedy(one, where)}",
        f"; {said}" if said else "",
        f"; {one.title[:TITLE]}" if one.title else "",
        f" {one.url}" if one.url else "",
    ]
    return Found(RULE, where, plain("".join(parts)), subject=plain(one.subject))


def _way(path: Sequence[str] | None, reached: bool) -> str:
    if path:
        return f"reached by {' -> '.join(path)}"
    return "which nobody listed" if reached else "which lies in the image and is not reached"


def _remedy(one: Vulnerability, where: str) -> str:
    if not one.fixed_in:
        return "nobody has fixed it yet"
    fixed = f"fixed in {', '.join(one.fixed_in)}"
    if where == uv.LOCK:
        return f"{fixed}, `uv lock --upgrade-package {one.package.name}`"
    return f"{fixed}, build on a newer base image or upgrade it there"


def _unlisted(found: Iterable[Vulnerability], listed: Inventory) -> Iterable[Found]:
    missing: dict[Package, list[str]] = {}
    for one in found:
        if not listed.lists(one.package):
            missing.setdefault(one.package, []).append(one.id)
    for package, ids in missing.items():
        yield Found(
            UNLISTED,
            IMAGE,
            plain(
                f"{package} is vulnerable ({', '.join(ids[: trust.SHOWN])}) and the bill of "
                "materials does not list it: find out what put it into the image, and list it or "
                "take it out"
            ),
            subject=plain(str(package)),
        )


def _private(reports: Iterable[ScanReport], settings: Vulnerabilities) -> Iterable[Finding]:
    for report in reports:
        for name in trust.private(report, settings):
            yield Finding(
                "scan-private",
                plain(f"{name} is private: {report.scanner} knows no vulnerability of it"),
                uv.LOCK,
            )


def _finding(found: Found) -> Finding:
    return Finding(found.rule, found.text, found.path)


def _figures(
    found: Sequence[Vulnerability], by_effect: Sorted, open_: Sequence[Found], waived: int
) -> Iterable[Figure]:
    severities = Counter(one.severity for one in found)
    for severity in RANKS:
        yield Figure(f"vulnerabilities: {severity}", severities[severity])
    count = sum(one.rule == RULE for one in open_)
    yield Figure("vulnerabilities that stop the train", count, None, "= 0", not count)
    unlisted = len(open_) - count
    yield Figure("vulnerable packages not listed", unlisted, None, "= 0", not unlisted)
    yield Figure("vulnerabilities that nobody has fixed", sum(not one.fixed_in for one in found))
    yield Figure("vulnerability findings waived", waived)
    yield Figure("vulnerabilities excused by VEX", len(by_effect.excused))
