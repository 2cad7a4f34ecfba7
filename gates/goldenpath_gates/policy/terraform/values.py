"""What plans and sources have in common: values as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Without nulls, which are arguments that nobody gave, and with JSON texts as what they say."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str) and value.lstrip().startswith("{"):
        return _decoded(value)
    return value


def _decoded(text: str) -> Any:
    try:
        return plain(json.loads(text))
    except ValueError:
        return text


def row(address: str, kind: str, values: Any, **more: Any) -> dict[str, Any]:
    """Of a resource; members that say nothing are left out."""
    return {"address": address, "type": kind, "values": values} | {
        name: one for name, one in more.items() if one
    }
