"""JSON by the standard library's parser, and what that lets pass found in a second look."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

from goldenpath_gates.contracts.notation.refused import (
    Refused,
    duplicate,
    not_a_number,
    too_deep,
)

Entry = tuple[Any, Any, str | int]
"""The entry of the parent (None above the root), the value, its key there."""


class NotJSON(Exception):
    """What is wrong, and where."""


class Repeated(dict[str, Any]):
    """An object that names a key twice; the walk knows where it stands."""

    key: str


def read(text: str, depth: int) -> Any:
    try:
        root = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise NotJSON(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise too_deep(depth) from None
    except ValueError:
        message = "a number has thousands of digits, write a shorter one"
        raise Refused("not-readable", message) from None
    _check(root, depth)
    if "\\ud" in text.lower():
        _check_pairs(root)
    return root


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = Repeated(found)
    repeated.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return repeated


def _check(root: Any, depth: int) -> None:
    level: list[Entry] = [(None, [root], "")]
    for _ in range(depth + 1):
        level = list(_below(level))
    if level:
        raise too_deep(depth, _way(level[0]))


def _below(level: Iterable[Entry]) -> Iterator[Entry]:
    """The containers one level further down."""
    for entry in level:
        value = entry[1]
        if isinstance(value, Repeated):
            raise duplicate(value.key, _way(entry))
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in children:
            if isinstance(child, dict | list):
                yield (entry, child, key)
            elif isinstance(child, float) and not math.isfinite(child):
                raise not_a_number(_way((entry, child, key)))


def _way(entry: Entry) -> list[str | int]:
    way: list[str | int] = []
    while entry[0] is not None:
        way.append(entry[2])
        entry = cast("Entry", entry[0])
    return way[-2::-1]


def _check_pairs(root: Any) -> None:
    try:
        json.dumps(root, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        message = "a text holds half a surrogate pair (\\ud800 to \\udfff), write both or none"
        raise Refused("not-readable", message) from None
