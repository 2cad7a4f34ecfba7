"""What the judge replied, read strictly: a vote, or none."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

LONGEST = 20_000


def vote(reply: str, key: str, choices: Collection[str]) -> str | None:
    """The choice of `{key: choice, "reason": "..."}`; None for anything else.

    Neither text around the object, nor a key more or twice, nor another spelling is mended: a
    judge that does not keep to the form may not have kept to the task either.
    """
    try:
        said = json.loads(reply[: LONGEST + 1], object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() != {key, "reason"}:
        return None
    choice = said[key]
    valid = isinstance(said["reason"], str) and isinstance(choice, str) and choice in choices
    return choice if valid else None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key comes twice")
    return dict(pairs)
