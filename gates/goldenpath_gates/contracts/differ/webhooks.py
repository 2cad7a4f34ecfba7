"""Webhooks and callbacks: the service sends, so all that a client sends elsewhere it receives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import bodies, lifecycle, parameters, reading, responses
from goldenpath_gates.contracts.differ.comparison import Comparison, found, words
from goldenpath_gates.contracts.differ.reading import Entry
from goldenpath_gates.contracts.document import Node


@dataclass(frozen=True)
class Event:
    """What the service sends; `path` is the path item that holds it."""

    node: Node
    path: Node
    name: str


def compare(run: Comparison) -> Iterator[Change]:
    before, after = (_webhooks(document.node()) for document in (run.base, run.revision))
    yield from _matched(run, before, after, "webhook")


def callbacks(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = _callbacks(base), _callbacks(revision)
    for name, (_, site, node) in before.items():
        of = f"the callback {name} of {where}"
        if name not in after:
            yield found("callback-removed", site, f"{of} is gone")
        elif run.first("callback", node, after[name].node):
            now = _addresses(after[name].node, of)
            yield from _matched(run, _addresses(node, of), now, "callback")
    for name, entry in after.items():
        if name not in before:
            yield found("callback-added", entry.site, f"the callback {name} of {where} is new")


def _webhooks(document: Node) -> Mapping[str, Event]:
    entries = reading.entries(document, "webhooks")
    return dict(_events((f"the webhook {name}", path) for name, _, path in entries))


def _callbacks(operation: Node) -> Mapping[str, Entry]:
    return {entry.name: entry for entry in reading.entries(operation, "callbacks")}


def _addresses(callback: Node, where: str) -> Mapping[str, Event]:
    entries = reading.objects(callback, extensible=True)
    return dict(_events((f"{where} to {name}", path) for name, _, path in entries))


def _events(paths: Iterable[tuple[str, Node]]) -> Iterator[tuple[str, Event]]:
    for name, path in paths:
        for method, node in reading.operations(path):
            called = f"{name} ({method.upper()})"
            yield called, Event(node, path, called)


def _matched(
    run: Comparison, before: Mapping[str, Event], after: Mapping[str, Event], kind: str
) -> Iterator[Change]:
    for name, event in before.items():
        if name not in after:
            yield found(f"{kind}-removed", event.node, f"{name} is gone")
        elif run.first("event", event.node, after[name].node):
            yield from _compare(run, event, after[name])
    for name, event in after.items():
        if name not in before:
            yield found(f"{kind}-added", event.node, f"{name} is new")


def _compare(run: Comparison, base: Event, revision: Event) -> Iterator[Change]:
    where = revision.name
    yield from words(base.node, revision.node, where)
    yield from lifecycle.compare(base.node, revision.node, where)
    yield from _parameters(run, base, revision)
    yield from _body(run, base.node, revision.node, where)
    yield from _answers(run, base.node, revision.node, where)


def _parameters(run: Comparison, base: Event, revision: Event) -> Iterator[Change]:
    before, after = (parameters.merged(each.path, each.node) for each in (base, revision))
    for key, (_, site, node) in before.items():
        of = f"{parameters.named(node)} of {revision.name}"
        was = parameters.required(node)
        if key in after:
            now = after[key].node
            if was and not parameters.required(now):
                message = f"{of} may be missing now"
                yield found("webhook-parameter-became-optional", now, message)
            yield from run.values(node, now, "response", of, text=True)
        elif was:
            yield found("webhook-parameter-removed", site, f"{of} is gone")


def _body(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = (reading.body(each) for each in (base, revision))
    of = f"the body of {where}"
    if before and not after:
        yield found("webhook-body-removed", bodies.site(base), f"{of} is gone")
    elif before and after:
        if reading.flag(before, "required") and not reading.flag(after, "required"):
            yield found("webhook-body-became-optional", after, f"{of} may be missing now")
        yield from _contents(run, before, after, of)


def _contents(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = bodies.types(base), bodies.types(revision)
    for kind, entry in after.items():
        promised = [each for each in before if each.covers(kind)]
        for each in promised:
            yield from run.values(before[each].node, entry.node, "response", where)
        if not promised:
            yield found("webhook-media-type-added", entry.site, f"{where} may be {entry.name} now")


def _answers(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    """What a receiver may answer; that it fails is never forbidden."""
    before, after = responses.by_status(base), responses.by_status(revision)
    for status, entry in before.items():
        of = f"the answer {status} to {where}"
        successors = responses.successors_of(status, after)
        if not successors and responses.is_success(status):
            yield found("webhook-answer-removed", entry.site, f"{of} is not foreseen any more")
        for each in successors:
            yield from bodies.sent(run, entry.node, after[each].node, of)
