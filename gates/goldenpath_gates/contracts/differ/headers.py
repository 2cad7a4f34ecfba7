"""The headers of a response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import reading
from goldenpath_gates.contracts.differ.comparison import Comparison, found
from goldenpath_gates.contracts.differ.reading import Entry
from goldenpath_gates.contracts.document import Node


def compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = _by_name(base), _by_name(revision)
    for name, entry in before.items():
        of = f"the header {entry.name} of {where}"
        if name in after:
            yield from _compare(run, entry.node, after[name].node, of)
        elif reading.flag(entry.node, "required"):
            yield found("response-header-required-removed", entry.site, f"{of} is gone")
        else:
            yield found("response-header-removed", entry.site, f"{of} is gone")
    for name, entry in after.items():
        if name not in before:
            message = f"the header {entry.name} of {where} is new"
            yield found("response-header-added", entry.site, message)


def _by_name(response: Node) -> Mapping[str, Entry]:
    """Without the one that OpenAPI ignores: the media type says it."""
    named = {entry.name.lower(): entry for entry in reading.entries(response, "headers")}
    named.pop("content-type", None)
    return named


def _compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    if not run.first("header", base, revision):
        return
    if reading.flag(base, "required") and not reading.flag(revision, "required"):
        yield found("response-header-became-optional", revision, f"{where} may be missing now")
    yield from run.values(base, revision, "response", where, text=True)
