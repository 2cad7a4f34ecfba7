"""GitHub's workflow commands: a finding beside the line of the change that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goldenpath_gates.report import Finding

ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
MOST = 10
"""GitHub shows no more of a kind for one step."""


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in list(findings)[:MOST]:
        places = {"file": finding.path, "line": finding.line, "col": finding.column}
        shown = {**places, "title": finding.rule}
        said = ",".join(f"{key}={_property(value)}" for key, value in shown.items() if value)
        yield f"::error {said}::{_escaped(finding.message)}"


def _property(value: object) -> str:
    return _escaped(str(value)).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return text
