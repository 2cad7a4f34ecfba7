"""What a client sends as a body, and the media types of any body."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import media, reading
from goldenpath_gates.contracts.differ.comparison import Comparison, found, words
from goldenpath_gates.contracts.differ.reading import Entry
from goldenpath_gates.contracts.document import Node

Types = dict[media.Media, Entry]


def compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = (reading.body(each) for each in (base, revision))
    of = f"the request body of {where}"
    if before and after:
        if run.first("body", before, after):
            yield from _compare(run, before, after, of)
    elif before:
        yield found("request-body-removed", site(base), f"{of} is gone")
    elif after and reading.flag(after, "required"):
        yield found("request-body-required-added", site(revision), f"{of} is new and required")
    elif after:
        yield found("request-body-added", site(revision), f"{of} is new and optional")


def site(operation: Node) -> Node:
    """Where the operation says that it has a body, be it by a reference."""
    return operation.get("requestBody") or operation


def _compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    was, is_ = (reading.flag(each, "required") for each in (base, revision))
    if is_ and not was:
        yield found("request-body-became-required", revision, f"{where} is required now")
    if was and not is_:
        yield found("request-body-became-optional", revision, f"{where} is optional now")
    yield from words(base, revision, where)
    yield from sent(run, base, revision, where)


def sent(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    """What a client may send: each type is still taken."""
    before, after = types(base), types(revision)
    taken = set[media.Media]()
    for kind, entry in before.items():
        takers = [each for each in after if each.covers(kind)]
        taken.update(takers)
        if not takers:
            message = f"{where} may not be {entry.name} any more"
            yield found("request-media-type-removed", entry.site, message)
        else:
            # The most precise one: a `*` sorts before a name.
            taker = kind if kind in after else max(takers, key=str)
            yield from run.values(entry.node, after[taker].node, "request", where)
    for kind, entry in after.items():
        if kind not in taken:
            yield found("request-media-type-added", entry.site, f"{where} may be {entry.name} now")


def received(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    """What a client gets: it is still what was promised, or more precisely so."""
    before, after = types(base), types(revision)
    promised = set[media.Media]()
    for kind, entry in before.items():
        kept = [each for each in after if kind.covers(each)]
        wider = [each for each in after if each.covers(kind)]
        alike = [each for each in after if kind.resembles(each) and each not in before]
        heirs = kept or wider or alike
        promised.update(heirs)
        if not heirs:
            message = f"{where} is never {entry.name} any more"
            yield found("response-media-type-removed", entry.site, message)
        elif not kept:
            rule = "response-media-type-widened" if wider else "response-media-type-changed"
            message = f"{where} is {after[heirs[0]].name} now, it was {entry.name}"
            yield found(rule, after[heirs[0]].site, message)
        for heir in heirs:
            yield from run.values(entry.node, after[heir].node, "response", where)
    for kind, entry in after.items():
        if kind not in promised:
            yield found("response-media-type-added", entry.site, f"{where} may be {entry.name} now")


def types(holder: Node) -> Types:
    entries = reading.entries(holder, "content")
    return {media.parse(entry.name): entry for entry in entries}
