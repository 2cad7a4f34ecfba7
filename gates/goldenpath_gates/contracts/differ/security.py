"""What a client has to prove before it is served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import reading
from goldenpath_gates.contracts.differ.comparison import Comparison, found
from goldenpath_gates.contracts.document import Node

Alternative = Mapping[str, frozenset[str]]
"""Scheme to scopes, all of which are needed; empty: nothing is."""


def compare(run: Comparison, base: Node, revision: Node, where: str) -> Iterator[Change]:
    before, after = _holder(base), _holder(revision)
    everywhere = not before.pointer and not after.pointer
    if everywhere and not run.first("security", before, after):
        return
    where = "every operation that does not say otherwise" if everywhere else where
    place = after if everywhere else revision
    place = place.get("security") or place
    was = _alternatives(before, {})
    is_ = _alternatives(after, run.scheme_names)
    yield from _judged(was, is_, place, where)


def _holder(operation: Node) -> Node:
    """Who says it: the operation, or the document for all."""
    own = operation.value.get("security") is not None
    return operation if own else operation.document.node()


def _alternatives(holder: Node, names: Mapping[str, str]) -> Sequence[Alternative]:
    found = [
        {
            names.get(scheme, scheme): frozenset(reading.texts(requirement, scheme))
            for scheme in requirement.value
        }
        for _, _, requirement in reading.elements(holder, "security")
    ]
    return found or [{}]


def _judged(
    before: Sequence[Alternative], after: Sequence[Alternative], place: Node, where: str
) -> Iterator[Change]:
    if {} in after and {} not in before:
        message = f"{where} needed {_said(before)}, and now anybody is served"
        yield found("security-lost", place, message)
    for known in before:
        if not any(_enough(known, each) for each in after):
            yield _refused(known, after, place, where)
    for new in after:
        harder = any(_enough(new, known) for known in before)
        if new and not harder:
            message = f"{where} may be called with {_said([new])} now"
            yield found("security-alternative-added", place, message)


def _enough(proof: Alternative, needed: Alternative) -> bool:
    return all(scheme in proof and needed[scheme] <= proof[scheme] for scheme in needed)


def _refused(known: Alternative, after: Sequence[Alternative], place: Node, where: str) -> Change:
    if not known:
        return found("security-added", place, f"{where} needs {_said(after)} now")
    message = f"{_said([known])} is not enough for {where} any more"
    grown = any(each.keys() == known.keys() for each in after)
    rule = "security-scope-added" if grown else "security-alternative-removed"
    return found(rule, place, f"{message}, it needs {_said(after)}")


def _said(alternatives: Sequence[Alternative]) -> str:
    return " or ".join(" and ".join(map(_one, each.items())) for each in alternatives if each)


def _one(needed: tuple[str, frozenset[str]]) -> str:
    scheme, scopes = needed
    return f"{scheme} ({', '.join(sorted(scopes))})" if scopes else scheme
