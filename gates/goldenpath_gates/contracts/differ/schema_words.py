"""What is said of a value without asking anything of it: words, defaults, deprecation."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.differ.schema_kinds import text
from goldenpath_gates.contracts.differ.schema_pair import Found, Pair
from goldenpath_gates.contracts.differ.schema_parts import WORDS
from goldenpath_gates.contracts.document import Node


def words(pair: Pair) -> Iterator[Found]:
    changed = [
        word for word in sorted(WORDS) if _texts(pair.base, word) != _texts(pair.revision, word)
    ]
    if changed:
        named = ", ".join(f"`{word}`" for word in changed)
        yield Found("words-changed", _where(pair, *changed), f"{named} changed")


def defaults(pair: Pair) -> Iterator[Found]:
    base, revision = _texts(pair.base, "default"), _texts(pair.revision, "default")
    if base == revision:
        return
    shown = f"{' and '.join(sorted(revision)) or 'absent'}"
    message = f"`default` is {shown} instead of {' and '.join(sorted(base)) or 'absent'}"
    rule = "default-added" if not base else "default-changed" if revision else "default-removed"
    yield Found(rule, _where(pair, "default"), message)


def deprecation(pair: Pair) -> Iterator[Found]:
    base, revision = pair.base.says("deprecated"), pair.revision.says("deprecated")
    if revision and not base:
        yield Found("deprecated", _where(pair, "deprecated"), "it is deprecated from now on")
    elif base and not revision:
        yield Found("reactivated", _where(pair, "deprecated"), "it is no longer deprecated")


def discriminators(pair: Pair) -> Iterator[Found]:
    base = next(pair.base.each("discriminator"), None)
    revision = next(pair.revision.each("discriminator"), None)
    if base is None and revision is not None:
        yield Found("discriminator-added", revision, "a discriminator is new")
    elif base is not None and revision is None:
        yield Found("discriminator-removed", base, "the discriminator is gone")
    elif base is not None and revision is not None:
        before, after = base.get("propertyName"), revision.get("propertyName")
        if before and after and before.value != after.value:
            message = f"`{after.value}` decides instead of `{before.value}`"
            yield Found("discriminator-property-changed", after, message)
        yield from _mapping(base, revision)


def _mapping(base: Node, revision: Node) -> Iterator[Found]:
    before = dict(each.items()) if (each := base.get("mapping")) else {}
    after = dict(each.items()) if (each := revision.get("mapping")) else {}
    for name in {**before, **after}:
        if name not in before:
            message = f"`{name}` stands for a schema from now on"
            yield Found("discriminator-mapping-added", after[name], message)
        elif name not in after:
            message = f"`{name}` no longer stands for a schema"
            yield Found("discriminator-mapping-removed", before[name], message)
        elif before[name].value != after[name].value:
            message = f"`{name}` stands for {after[name].value} instead of {before[name].value}"
            yield Found("discriminator-mapping-changed", after[name], message)


def _texts(demand: Demand, keyword: str) -> set[str]:
    return {text(node.value) for node in demand.each(keyword)}


def _where(pair: Pair, *keywords: str) -> Node | None:
    sides = (pair.revision, pair.base)
    return next((node for side in sides for word in keywords for node in side.each(word)), None)
