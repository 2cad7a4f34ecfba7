"""Which contract a file holds, where only its content can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.contracts.document import Document
    from goldenpath_gates.contracts.promises import Kind

KEYS: dict[str, Kind] = {
    "openapi": "openapi",
    "swagger": "openapi",
    "function": "tool",
    "indexes": "embeddings",
    "consumer": "pact",
    "cases": "provider",
}
"""At the top of a file, of one kind only."""


def told(document: Document) -> Kind | None:
    """None where nothing tells: a JSON Schema."""
    return next((kind for key, kind in KEYS.items() if key in document.root), None)
