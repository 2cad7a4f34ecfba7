"""Inline waivers, in a comment of whatever form the file has:

`goldenpath: allow RULE until 2027-01-31 by OWNER: reason` covers its own line and the next one,
`goldenpath: allow-file RULE ...` the whole file. None is silent: past its last day, without an
owner or a reason, or for longer than a year, it is a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from goldenpath_hooks.findings import Finding, Place

MARK = re.compile(r"goldenpath:\s*(?P<scope>allow(?:-file)?)\b(?P<rest>[^\r\n]*)")
FORM = re.compile(
    r"\s+(?P<rule>[a-z0-9-]+)\s+until\s+(?P<until>\d{4}-\d{2}-\d{2})"
    r"\s+by\s+(?P<owner>\S+?):\s+(?P<reason>\S.*)"
)
REMEDY = "write `goldenpath: allow RULE until YYYY-MM-DD by OWNER: reason`"
LONGEST = timedelta(days=366)
TOO_LONG, SHORTER = "lasts longer than a year", "name a day within a year"


@dataclass(frozen=True)
class Waiver:
    """`until` is the last day on which it holds; `line` is counted from 1."""

    rule: str
    until: date
    owner: str
    reason: str
    line: int
    whole_file: bool

    def covers(self, finding: Finding) -> bool:
        near = self.whole_file or finding.place.line in (self.line, self.line + 1)
        return near and self.rule == finding.rule


def read(path: str, text: str, today: date) -> tuple[list[Waiver], list[Finding]]:
    """The waivers of a file that hold today, and findings for those that do not."""
    waivers, broken = [], []
    for place, waiver in _marked(text):
        if waiver is None:
            message = "this waiver lacks a rule, a last day, an owner or a reason"
            broken.append(Finding(path, place, "waiver-form", message, REMEDY))
        elif waiver.until < today:
            message = f"the waiver of {waiver.rule} by {waiver.owner} ended on {waiver.until}"
            remedy = "mend what it covers, or agree on a new day"
            broken.append(Finding(path, place, "waiver-expired", message, remedy))
        elif too_long(waiver.until, today):
            message = f"the waiver of {waiver.rule} by {waiver.owner} {TOO_LONG}"
            broken.append(Finding(path, place, "waiver-form", message, SHORTER))
        else:
            waivers.append(waiver)
    return waivers, broken


def ever(text: str) -> list[Waiver]:
    """All that held on some day: by them the past is judged."""
    return [waiver for _, waiver in _marked(text) if waiver]


def too_long(until: date, today: date) -> bool:
    """An exception without end is a rule switched off."""
    return until - today > LONGEST


def apply(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> Iterator[Finding]:
    """The findings that no waiver covers."""
    known = list(waivers)
    return (f for f in findings if not any(waiver.covers(f) for waiver in known))


def _marked(text: str) -> Iterator[tuple[Place, Waiver | None]]:
    """None stands for one that lacks a part."""
    for number, line in enumerate(text.split("\n") if "goldenpath:" in text else (), start=1):
        for mark in MARK.finditer(line):
            yield Place(number, mark.start() + 1), _parse(mark, number)


def _parse(mark: re.Match[str], line: int) -> Waiver | None:
    form = FORM.match(mark["rest"])
    try:
        until = date.fromisoformat(form["until"]) if form else None
    except ValueError:
        return None
    if form is None or until is None:
        return None
    whole_file = mark["scope"] == "allow-file"
    return Waiver(form["rule"], until, form["owner"], form["reason"], line, whole_file)
