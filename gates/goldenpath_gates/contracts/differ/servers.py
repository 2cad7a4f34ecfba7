"""Where the API is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import reading
from goldenpath_gates.contracts.differ.comparison import Comparison, found
from goldenpath_gates.contracts.differ.reading import Entry
from goldenpath_gates.contracts.document import Node

Pair = tuple[Node, Node]


def compare(run: Comparison, paths: Pair, operations: Pair) -> Iterator[Change]:
    """Of an operation, which may name its own, or leave that to its path or the document."""
    base, revision = map(_holder, operations, paths)
    if not run.first("servers", base, revision):
        return
    before, after = _by_address(base), _by_address(revision)
    if not before or not after:
        return
    for url, entry in before.items():
        if url not in after:
            yield found("server-removed", entry.site, f"the server {url} is gone")
    for url, entry in after.items():
        if url not in before:
            yield found("server-added", entry.site, f"the server {url} is new")


def _holder(operation: Node, path: Node) -> Node:
    """Who names them."""
    document = operation.document.node()
    return next((each for each in (operation, path) if each.value.get("servers")), document)


def _by_address(holder: Node) -> Mapping[str, Entry]:
    entries = reading.elements(holder, "servers")
    return {reading.text(entry.node, "url").rstrip("/"): entry for entry in entries}
