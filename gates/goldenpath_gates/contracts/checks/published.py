"""Is what runs, and what lies in the work tree, compatible with what was promised before?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from goldenpath_hooks.findings import one_line

from goldenpath_gates.config import FILENAME
from goldenpath_gates.contracts import breaks as accepted
from goldenpath_gates.contracts import judge, listing, promises
from goldenpath_gates.contracts.base import base
from goldenpath_gates.contracts.breaks import Breaks
from goldenpath_gates.contracts.check import FOLDER, Context, Outcome
from goldenpath_gates.contracts.differ import openapi
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.judge import Judged
from goldenpath_gates.contracts.kinds import version
from goldenpath_gates.contracts.promises import Promise
from goldenpath_gates.contracts.semver import consequence
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding

HIDDEN = "[contract] document is empty now, so nothing says whether the service keeps its promise"
SHOWN = 3
"""Differences that a finding names."""


def run(context: Context) -> Outcome:
    """Raises IncompleteError where a contract, its past or the running document is missing."""
    root, settings = context.root, context.settings
    start = base(root, settings)
    found = promises.promises(root, settings, start)
    stale: list[Finding] = []
    if not settings.document and start and start.settings.document:
        stale = [judge.told("document-hidden", HIDDEN, FILENAME)] if _of_api(found) else []
    if settings.document:
        promised = _promised(found, settings.openapi)
        document = context.document()
        stale = list(_stale(promised, document, settings.openapi))
        found = promises.shown_as(found, settings, document)
        stale = stale or list(_misnamed(promised, document, found[0]))
    judged = [each for promise in found for each in judge.judged(promise)]
    now = accepted.now(root, settings.breaks)
    return Outcome(
        tuple(_figures(found, judged, now)),
        (
            *(finding for each in judged for finding in judge.findings(root, each, now)),
            *stale,
            *now.findings(accepted.then(start)),
        ),
        tuple(_written(root, judged, now)),
    )


def _promised(found: Sequence[Promise], path: str) -> Document:
    document = _of_api(found)
    if document is None:
        raise IncompleteError(
            f"{path}: not-there nothing is promised to clients, run `goldenpath contract publish` "
            "and commit what it writes"
        )
    return document


def _of_api(found: Sequence[Promise]) -> Document | None:
    return next((each.now for each in found if each.kind == "openapi"), None)


def _stale(promised: Document, document: Document, path: str) -> Iterator[Finding]:
    """Differences of words only are none."""
    differ = [each for each in openapi.compare(promised, document) if each.level != "change"]
    if differ:
        first = "; ".join(one_line(str(each)) for each in listing.ordered(differ)[:SHOWN])
        more = f" and {len(differ) - SHOWN} more" if len(differ) > SHOWN else ""
        message = f"the running service differs from it in {listing.counted(differ)}: {first}{more}"
        yield judge.told("promise-stale", message, path)


def _misnamed(promised: Document, document: Document, api: Promise) -> Iterator[Finding]:
    """Another version than the running one, which only a promise that is as it was may name: the
    next change is judged by it, and a break accepted once would be accepted again."""
    says, runs = (str(version("openapi", each)) for each in (promised, document))
    if says == runs:
        return
    before = api.base
    lags = before and version("openapi", before) == says
    if not before or not lags or consequence(openapi.compare(before, document)):
        message = f"it says version {one_line(says)}, and the running service {one_line(runs)}"
        yield judge.told("promise-stale", message, api.path)


def _figures(found: Sequence[Promise], judged: Sequence[Judged], now: Breaks) -> Iterator[Figure]:
    yield Figure("contracts", len(found))
    for promise in found:
        of_it = [each for each in judged if each.contract == promise.path]
        broken = sum(len(each.unaccepted(now)) for each in of_it)
        yield Figure(f"{promise.path}: breaks"[:200], broken, None, "<= 0", broken == 0)


def _written(root: Path, judged: Sequence[Judged], now: Breaks) -> Iterator[str]:
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for ending, listed in (("json", listing.as_json), ("md", listing.as_markdown)):
        path = FOLDER / f"changes.{ending}"
        (root / path).write_text(listed(judged, now), encoding="utf-8")
        yield str(path)
