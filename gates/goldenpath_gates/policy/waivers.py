"""Exceptions that a team grants itself: for whom, why, by whom, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase

from goldenpath_gates.policy.findings import Found
from goldenpath_gates.report import Excuse, Finding

NOTICE = timedelta(days=14)


@dataclass(frozen=True)
class Waiver:
    """`scope` is a pattern for the path or for the object, such as `Deployment/answers`; it counts
    up to and including the day `expires`."""

    rule: str
    scope: str
    reason: str
    owner: str
    expires: date
    path: str
    line: int | None = None

    def covers(self, found: Found) -> bool:
        named = (found.path, found.subject, f"{found.path}#{found.subject}")
        return found.rule == self.rule and any(fnmatchcase(name, self.scope) for name in named)

    def expired(self, today: date) -> bool:
        return today > self.expires

    def says(self, rule: str, message: str) -> Finding:
        return Finding(rule, message, self.path, self.line)

    def excuses(self, found: Found) -> Finding:
        """The note of what it covers."""
        excuse = Excuse(self.owner, self.expires.isoformat(), self.reason)
        return Finding(found.rule, found.text, found.path, found.line, found.column, excuse)


@dataclass(frozen=True)
class Waived:
    """What still counts, what was waived by whom, and what is wrong with the waivers."""

    open: tuple[Found, ...]
    waived: tuple[tuple[Found, Waiver], ...]
    expired: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    @property
    def excused(self) -> tuple[Finding, ...]:
        """A note per finding that was waived, for the report and the evidence."""
        return tuple(waiver.excuses(found) for found, waiver in self.waived)


def apply(found: Iterable[Found], waivers: Sequence[Waiver], today: date) -> Waived:
    in_force = [waiver for waiver in waivers if not waiver.expired(today)]
    open_, waived = [], []
    for one in found:
        waiver = next((waiver for waiver in in_force if waiver.covers(one)), None)
        if waiver is None:
            open_.append(one)
        else:
            waived.append((one, waiver))
    used = {waiver for _, waiver in waived}
    notes = [*map(_unneeded, (waiver for waiver in in_force if waiver not in used))]
    notes += [_ending(waiver, today) for waiver in in_force if waiver.expires - today <= NOTICE]
    expired = [_expired(waiver) for waiver in waivers if waiver.expired(today)]
    return Waived(tuple(open_), tuple(waived), tuple(expired), tuple(notes))


def _expired(waiver: Waiver) -> Finding:
    return waiver.says(
        "waiver-expired",
        f"the waiver of {waiver.rule} for {waiver.scope} by {waiver.owner} ended on "
        f"{waiver.expires}: mend what it excused and remove it, or agree on another date",
    )


def _ending(waiver: Waiver, today: date) -> Finding:
    days = (waiver.expires - today).days
    return waiver.says(
        "waiver-ending",
        f"the waiver of {waiver.rule} for {waiver.scope} by {waiver.owner} ends in {days} days, "
        f"on {waiver.expires}: from then on it blocks",
    )


def _unneeded(waiver: Waiver) -> Finding:
    return waiver.says(
        "waiver-unneeded",
        f"nothing needs the waiver of {waiver.rule} for {waiver.scope}: remove it",
    )
