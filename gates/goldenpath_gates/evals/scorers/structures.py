"""JSON values as the scorers compare them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Leaf = tuple[str, str, Any]
"""Way to it (`items[].price`), its JSON type, its value."""


def leaves(value: Any) -> Iterator[Leaf]:
    """Every scalar and every empty container, in document order; places in a list do not count.

    Without recursion: an answer may be nested as deeply as it likes.
    """
    waiting = [("", value)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, Mapping) and node:
            waiting += [(f"{path}.{key}", node[key]) for key in reversed(node)]
        elif isinstance(node, (list, tuple)) and node:
            waiting += [(f"{path}[]", item) for item in reversed(node)]
        else:
            yield path, *_scalar(node)


def matches(expected: Any, given: Any) -> tuple[int, int, int]:
    """Leaves in common, expected, given; each counted as often as it occurs."""
    ours, theirs = Counter(leaves(expected)), Counter(leaves(given))
    return (ours & theirs).total(), ours.total(), theirs.total()


def same(expected: Any, given: Any) -> bool:
    """Equal as JSON: 1 is 1.0 but not true. Order in lists counts."""
    if isinstance(expected, Mapping) and isinstance(given, Mapping):
        if expected.keys() != given.keys():
            return False
        return all(same(value, given[key]) for key, value in expected.items())
    if isinstance(expected, (list, tuple)) and isinstance(given, (list, tuple)):
        return len(expected) == len(given) and all(map(same, expected, given))
    return not isinstance(expected, (Mapping, list)) and _scalar(expected) == _scalar(given)


def _scalar(node: Any) -> tuple[str, Any]:
    if isinstance(node, bool) or node is None:
        return "constant", node
    if isinstance(node, (int, float)):
        return "number", node
    if isinstance(node, str):
        return "text", " ".join(unicodedata.normalize("NFKC", node).split())
    return "empty", "object" if isinstance(node, Mapping) else "list"
