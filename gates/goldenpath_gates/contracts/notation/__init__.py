"""Text to plain values: what JSON can say, once per key, and not too deep."""

from __future__ import annotations

from typing import Any

from goldenpath_gates.contracts.notation.refused import MAX_VALUES, Refused, too_many

__all__ = ["Refused", "read"]


def read(text: bytes, depth: int) -> Any:
    """JSON, or YAML where it does not begin as JSON. Raises Refused."""
    from goldenpath_gates.contracts.notation import jsontree, yamltree

    try:
        characters = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} is no UTF-8, save the file as UTF-8"
        raise Refused("not-readable", message) from None
    if sum(map(characters.count, "[{,")) > MAX_VALUES:
        raise too_many()
    try:
        return jsontree.read(characters, depth)
    except jsontree.NotJSON as error:
        if characters.lstrip().startswith("{"):
            raise Refused("not-readable", f"{error}, mend the JSON") from None
        return yamltree.read(characters, depth)
