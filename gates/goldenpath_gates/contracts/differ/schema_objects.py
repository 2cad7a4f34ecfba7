"""Members of objects: properties by name and by pattern, all others, and which are required."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from goldenpath_gates.contracts.differ.schema_conditions import dependents
from goldenpath_gates.contracts.differ.schema_demand import ANYTHING
from goldenpath_gates.contracts.differ.schema_members import Members
from goldenpath_gates.contracts.differ.schema_pair import Comparison, Found, Pair, Run


def objects(pair: Pair, run: Run) -> Comparison:
    if "object" not in pair.common:
        return
    base, revision = Members(pair.base, pair.direction), Members(pair.revision, pair.direction)
    names = {**base.named, **revision.named}
    changed = [name for name in names if not run.alike(base.of(name), revision.of(name))]
    for name in changed:
        if base.shows(name) and revision.shows(name):
            yield pair.between(base.demand_of(name), revision.demand_of(name), name)
        elif base.shows(name):
            yield from _lost(pair, name, base, revision)
        elif revision.shows(name):
            yield from _new(pair, name, base, revision)
        elif not base.hides(name) and not revision.hides(name):
            yield pair.between(base.demand_of(name), revision.demand_of(name), name)
    yield from _required(base, revision, changed)
    yield from _patterns(pair, base, revision)
    yield from _others(pair, base, revision)
    yield from _names(pair)
    yield from dependents(pair)


def _lost(pair: Pair, name: str, base: Members, revision: Members) -> Comparison:
    node = base.named[name]
    if revision.hides(name):
        hidden = revision.named[name]
        if pair.direction == "request":
            yield Found("property-became-read-only", hidden, f"`{name}` is read-only now")
        else:
            yield Found("property-became-write-only", hidden, f"`{name}` is write-only now")
    elif pair.direction == "response":
        rule = "property-removed" if base.requires(name) else "optional-property-removed"
        yield Found(rule, node, f"`{name}` is gone")
    elif revision.refuses(name):
        yield Found("property-refused", node, f"`{name}` is gone and refused")
    else:
        yield Found("property-removed", node, f"`{name}` is gone and ignored")
        if name not in revision.named and revision.of(name):
            yield pair.between(base.demand_of(name), revision.demand_of(name), name)


def _new(pair: Pair, name: str, base: Members, revision: Members) -> Comparison:
    node = revision.named[name]
    if pair.direction == "request" and revision.requires(name) and not base.requires(name):
        yield Found("property-required-added", node, f"`{name}` is new and required")
    elif pair.direction == "response" and base.refuses(name):
        yield Found("property-added-to-closed", node, f"`{name}` is new")
    else:
        yield Found("property-added", node, f"`{name}` is new")
    known = base.of(name) or base.requires(name)
    if name not in base.named and known and not base.refuses(name):
        yield pair.between(base.demand_of(name), revision.demand_of(name), name)


def _required(base: Members, revision: Members, changed: Collection[str]) -> Iterator[Found]:
    listed = base.required.keys() ^ revision.required.keys()
    for name in sorted(listed.union(changed)):
        before, after = base.requires(name), revision.requires(name)
        if before == after:
            continue
        node = revision.named.get(name) or revision.required.get(name) or base.required[name]
        if before:
            if revision.shows(name) or not base.shows(name):
                yield Found("property-became-optional", node, f"`{name}` is no longer required")
        elif base.direction == "response" or base.shows(name) or not revision.shows(name):
            yield Found("property-became-required", node, f"`{name}` is required from now on")


def _patterns(pair: Pair, base: Members, revision: Members) -> Comparison:
    for pattern in {**base.patterns, **revision.patterns}:
        before, after = base.patterns.get(pattern), revision.patterns.get(pattern)
        if before and after:
            yield pair.inner(before, after, pattern)
        elif after and not base.rest:
            message = f"names that match {pattern} have to fit a schema from now on"
            yield Found("pattern-property-added", after[0], message)
        elif before and not revision.rest:
            message = f"names that match {pattern} may be anything from now on"
            yield Found("pattern-property-removed", before[0], message)
        elif after:
            yield pair.inner(base.rest, after, pattern)
        elif before:
            yield pair.inner(before, revision.rest, pattern)


def _others(pair: Pair, base: Members, revision: Members) -> Comparison:
    if base.closed and revision.closed:
        return
    if revision.closed:
        message = "names that are not listed are refused from now on"
        yield Found("additional-properties-closed", revision.rest[0], message)
    elif base.closed:
        message = "names that are not listed are possible from now on"
        node = next(iter(revision.rest), base.rest[0])
        yield Found("additional-properties-opened", node, message)
    elif base.rest or revision.rest:
        yield pair.inner(base.rest, revision.rest, "*")


def _names(pair: Pair) -> Comparison:
    base, revision = [*pair.base.each("propertyNames")], [*pair.revision.each("propertyNames")]
    if base and revision:
        yield pair.inner(base, revision, "(names)")
    elif revision and pair.inner((), revision).revision.key != ANYTHING.key:
        message = "the names of members have to fit a schema from now on"
        yield Found("property-names-added", revision[0], message)
    elif base and pair.inner(base, ()).base.key != ANYTHING.key:
        message = "the names of members may be anything from now on"
        yield Found("property-names-removed", base[0], message)
