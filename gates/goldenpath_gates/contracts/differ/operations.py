"""Which operations there are, and each that stayed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import (
    bodies,
    lifecycle,
    parameters,
    reading,
    responses,
    security,
    servers,
    webhooks,
)
from goldenpath_gates.contracts.differ.comparison import Comparison, found, words
from goldenpath_gates.contracts.document import Document, Node

VARIABLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Operation:
    """`path` is the path item that holds it."""

    node: Node
    method: str
    template: str
    path: Node

    @cached_property
    def name(self) -> str:
        return f"{self.method.upper()} {self.template}"

    @cached_property
    def variables(self) -> list[str]:
        return [found[1:-1] for found in VARIABLE.findall(self.template)]


def compare(run: Comparison) -> Iterator[Change]:
    before, after = _operations(run.base), _operations(run.revision)
    successors = _matched(before, after)
    for key, operation in before.items():
        if key not in successors:
            yield lifecycle.removed(operation.node, operation.name)
        else:
            yield from _compare(run, operation, after[successors[key]])
    known = set(successors.values())
    for key, operation in after.items():
        if key not in known:
            yield found("operation-added", operation.node, f"{operation.name} is new")


Key = tuple[str, str]
"""Method and path template."""


def _operations(document: Document) -> Mapping[Key, Operation]:
    found: dict[Key, Operation] = {}
    for template, _, path in reading.entries(document.node(), "paths"):
        for method, node in reading.operations(path):
            found[method, template] = Operation(node, method, template, path)
    return found


def _matched(before: Mapping[Key, Operation], after: Mapping[Key, Operation]) -> dict[Key, Key]:
    """Each operation's successor: the same path, or one that only names its variables otherwise."""
    matched = {key: key for key in before if key in after}
    renamed = {_nameless(key): key for key in after if key not in matched}
    for key in before:
        if key not in matched and (successor := renamed.pop(_nameless(key), None)):
            matched[key] = successor
    return matched


def _nameless(key: Key) -> Key:
    method, template = key
    return method, VARIABLE.sub("{}", template)


def _compare(run: Comparison, base: Operation, revision: Operation) -> Iterator[Change]:
    where = revision.name
    items, nodes = (base.path, revision.path), (base.node, revision.node)
    if not run.first("operation", *nodes):
        return
    yield from security.compare(run, *nodes, where)
    yield from servers.compare(run, items, nodes)
    if not _unchanged(run, base, revision):
        yield from _changes(run, base, revision, where)


def _unchanged(run: Comparison, base: Operation, revision: Operation) -> bool:
    before, after = (reading.part(each.path, "parameters", list) for each in (base, revision))
    shared = run.schemas.same(before, after) if before and after else before is after
    return (
        shared and base.template == revision.template and run.schemas.same(base.node, revision.node)
    )


def _changes(run: Comparison, base: Operation, revision: Operation, where: str) -> Iterator[Change]:
    items, nodes = (base.path, revision.path), (base.node, revision.node)
    yield from words(base.node, revision.node, where)
    yield from lifecycle.compare(base.node, revision.node, where)
    yield from _operation_id(base, revision)
    names = dict(zip(base.variables, revision.variables, strict=True))
    yield from parameters.compare(run, items, nodes, names, where)
    yield from bodies.compare(run, *nodes, where)
    yield from responses.compare(run, *nodes, where)
    yield from webhooks.callbacks(run, *nodes, where)


def _operation_id(base: Operation, revision: Operation) -> Iterator[Change]:
    before, after = (reading.text(each.node, "operationId") for each in (base, revision))
    if before and before != after:
        message = f"{revision.name} was called {before}, and now {after or 'nothing'}"
        yield found("operation-id-changed", revision.node, message)
