"""What a client gets: statuses, their bodies, headers and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import bodies, headers, reading
from goldenpath_gates.contracts.differ.comparison import Comparison, found, words
from goldenpath_gates.contracts.differ.reading import Entry
from goldenpath_gates.contracts.document import Node

RANGES = ("1XX", "2XX", "3XX", "4XX", "5XX")
Responses = Mapping[str, Entry]


def compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = by_status(base), by_status(revision)
    for status, entry in before.items():
        successors = successors_of(status, after)
        if not successors:
            yield _removed(status, entry, where)
        for each in successors:
            yield from _compare(run, entry.node, after[each].node, _named(each, where))
    for status, entry in after.items():
        if not _promises(status, before):
            message = f"{_named(status, where)} is new"
            yield found("response-status-added", entry.site, message)


def by_status(operation: Node) -> Responses:
    return {entry.name.upper(): entry for entry in reading.entries(operation, "responses")}


def successors_of(status: str, after: Responses) -> list[str]:
    """Where the revision says what the base said of a status or range (`4XX`)."""
    exact = [status] if status in after else []
    if status in RANGES:
        exact = [each for each in after if status in (each, _range(each))]
    if exact:
        return exact
    wider = [_range(status)] + ([] if is_success(status) else ["DEFAULT"])
    return [each for each in wider if each in after][:1]


def _promises(status: str, before: Responses) -> bool:
    return status in before or _range(status) in before


def _range(status: str) -> str:
    return f"{status[:1]}XX"


def is_success(status: str) -> bool:
    return status.startswith("2")


def _named(status: str, where: str) -> str:
    return f"the {'default' if status == 'DEFAULT' else status} response of {where}"


def _removed(status: str, entry: Entry, where: str) -> Change:
    rule = "response-status-removed" if is_success(status) else "response-error-removed"
    return found(rule, entry.site, f"{_named(status, where)} is gone")


def _compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    if not run.first("response", base, revision):
        return
    yield from words(base, revision, where)
    yield from bodies.received(run, base, revision, where)
    yield from headers.compare(run, base, revision, where)
    links = {entry.name for entry in reading.entries(revision, "links")}
    for name, site, _ in reading.entries(base, "links"):
        if name not in links:
            yield found("response-link-removed", site, f"the link {name} of {where} is gone")
