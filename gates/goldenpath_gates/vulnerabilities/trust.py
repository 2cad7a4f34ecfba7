"""Whether a report can be believed: about this image, and from a recent database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from fnmatch import fnmatchcase

from goldenpath_gates.bom.document import canonical
from goldenpath_gates.report import Figure
from goldenpath_gates.vulnerabilities.model import ScanReport
from goldenpath_gates.vulnerabilities.readers import pip_audit
from goldenpath_gates.vulnerabilities.settings import Vulnerabilities

SHOWN = 8
"""How many packages one message names."""
UPDATE = {"grype": "grype db update", "trivy": "trivy image --download-db-only"}


def of_another_image(report: ScanReport, digests: Collection[str]) -> str | None:
    """None where it is about ours; that of the lock is about no image."""
    if report.scanner == pip_audit.SCANNER or report.images & frozenset(digests):
        return None
    said = ", ".join(sorted(report.images)) or "an image that it does not name"
    return (
        f"{report.path}: {report.scanner} looked at {said}, but {' or '.join(digests)} is what "
        "would ship: scan that"
    )


def problems(report: ScanReport, settings: Vulnerabilities, today: date) -> Iterable[str]:
    """Why its silence proves nothing; what it found counts all the same."""
    if not report.live and (problem := _of_database(report, settings.database_days, today)):
        yield f"{report.path}: {problem}"
    known = private(report, settings)
    unknown = [row for row in report.skipped if row[0] not in known]
    if unknown:
        told = "; ".join(f"{name}: {why}" for name, why in unknown[:SHOWN])
        more = f"; and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        yield (
            f"{report.path}: {report.scanner} skipped {len(unknown)} packages: {told}{more}; "
            "name those of your own in [vulnerabilities] private"
        )


def _of_database(report: ScanReport, days: int, today: date) -> str | None:
    name = report.scanner
    update = f"update it with `{UPDATE.get(name, name)}`"
    if report.database_built is None:
        return f"nobody knows how old the database of {name} is: {update}"
    built = report.database_built.date()
    if built > today:
        return f"the database of {name} is of {built}, which is in the future: {update}"
    if (age := (today - built).days) > days:
        return f"the database of {name} is {age} days old, more than {days}: {update}"
    return None


def ages(reports: Iterable[ScanReport], settings: Vulnerabilities, today: date) -> Iterable[Figure]:
    """Without a verdict where the database is too old: that is no failure, but incomplete."""
    for report in reports:
        if report.database_built is not None:
            age = (today - report.database_built.date()).days
            passed = 0 <= age <= settings.database_days or None
            name = f"age of the database: {report.scanner}"
            yield Figure(name, age, "days", f"<= {settings.database_days}", passed)


def private(report: ScanReport, settings: Vulnerabilities) -> list[str]:
    """The packages of the team's own among those that were skipped."""
    return [
        name
        for name, _ in report.skipped
        if any(fnmatchcase(canonical(name), canonical(each)) for each in settings.private)
    ]
