"""What a client says beside the body: path, query, header and cookie parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import (
    lifecycle,
    parameter_defaults,
    reading,
    serialization,
)
from goldenpath_gates.contracts.differ.comparison import Comparison, found, words
from goldenpath_gates.contracts.differ.reading import Entry
from goldenpath_gates.contracts.document import Node

Key = tuple[str, str]
"""Place and name."""
Pair = tuple[Node, Node]
SAID_ELSEWHERE = {"accept", "content-type", "authorization"}
"""Header parameters that OpenAPI ignores."""


def compare(
    run: Comparison, paths: Pair, operations: Pair, names: Mapping[str, str], where: str
) -> Iterator[Change]:
    """`names` maps the variables of the base's path to the revision's."""
    before = merged(paths[0], operations[0])
    before = {_renamed(key, names): entry for key, entry in before.items()}
    after = merged(paths[1], operations[1])
    for key, (_, _, base) in before.items():
        if key in after and run.first("parameter", base, after[key].node):
            yield from _compare(run, base, after[key].node, f"{named(after[key].node)} of {where}")
    gone = {key: entry for key, entry in before.items() if key not in after}
    new = {key: entry for key, entry in after.items() if key not in before}
    for old, key in list(_moves(gone, new)):
        message = f"{named(gone[old].node)} of {where} is expected as {named(new[key].node)}"
        yield found("request-parameter-moved", new[key].site, message)
        del gone[old], new[key]
    for part, judged, entries in (("gone", _removed, gone), ("new", _added, new)):
        for entry in entries.values():
            # Those of the path are the same for each of its operations.
            if run.first(f"{part} parameter", entry.site, entry.site):
                yield judged(entry, f"{named(entry.node)} of {where}")


def merged(path: Node, operation: Node) -> dict[Key, Entry]:
    """An operation's parameters replace those of its path."""
    found = {}
    for holder in (path, operation):
        for entry in reading.elements(holder, "parameters"):
            place, name = reading.text(entry.node, "in"), reading.text(entry.node, "name")
            if place == "header":
                name = name.lower()
            if place != "header" or name not in SAID_ELSEWHERE:
                found[place, name] = entry
    return found


def named(parameter: Node) -> str:
    return f"the {reading.text(parameter, 'in')} parameter {reading.text(parameter, 'name')}"


def _renamed(key: Key, names: Mapping[str, str]) -> Key:
    place, name = key
    return (place, names.get(name, name)) if place == "path" else key


def _moves(gone: Mapping[Key, Entry], new: Mapping[Key, Entry]) -> Iterator[tuple[Key, Key]]:
    """Parameters whose name went to another place."""
    names = {name.lower(): (place, name) for place, name in new}
    for place, name in gone:
        if target := names.pop(name.lower(), None):
            yield (place, name), target


def _removed(entry: Entry, where: str) -> Change:
    if not reading.flag(entry.node, "deprecated"):
        return found("request-parameter-removed", entry.site, f"{where} is gone")
    end = lifecycle.sunset(entry.node)
    if end and end > lifecycle.today():
        message = f"{where} is gone before its sunset of {end}"
        return found("request-parameter-removed-before-sunset", entry.site, message)
    message = f"{where} is gone after its deprecation"
    return found("request-parameter-removed-after-deprecation", entry.site, message)


def _added(entry: Entry, where: str) -> Change:
    if required(entry.node):
        message = f"{where} is new and required"
        return found("request-parameter-required-added", entry.site, message)
    return found("request-parameter-added", entry.site, f"{where} is new and optional")


def required(node: Node) -> bool:
    return reading.flag(node, "required") or reading.text(node, "in") == "path"


def _compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    was, is_ = required(base), required(revision)
    if is_ and not was:
        yield found("request-parameter-became-required", revision, f"{where} is required now")
    if was and not is_:
        yield found("request-parameter-became-optional", revision, f"{where} is optional now")
    defaults = [] if was or is_ else list(parameter_defaults.compare(base, revision, where))
    yield from defaults
    yield from words(base, revision, where)
    yield from lifecycle.compare(base, revision, where)
    yield from serialization.compare(base, revision, where)
    known = parameter_defaults.places(base, revision) if defaults else set[str]()
    for change in run.values(base, revision, "request", where, text=True):
        if change.pointer not in known or not change.rule.startswith("request-default-"):
            yield change
    for media, _, after in reading.entries(revision, "content"):
        if before := reading.mapping(reading.mapping(base, "content"), media):
            yield from run.values(before, after, "request", where)
