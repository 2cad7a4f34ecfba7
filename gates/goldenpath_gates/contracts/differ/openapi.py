"""What changed between two OpenAPI documents, and who breaks."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import operations, security_schemes, webhooks
from goldenpath_gates.contracts.differ.comparison import Comparison
from goldenpath_gates.contracts.document import Document, DocumentError

IN_ORDER = attrgetter("rule", "level", "pointer", "message")
"""As changes compare, several times faster."""


def compare(base: Document, revision: Document) -> list[Change]:
    """Sorted, each once. Raises DocumentError: one of them cannot be judged."""
    for document in (base, revision):
        _check(document)
    return sorted(set(_changes(Comparison(base, revision))), key=IN_ORDER)


def _changes(run: Comparison) -> Iterator[Change]:
    yield from operations.compare(run)
    yield from security_schemes.compare(run)
    yield from webhooks.compare(run)


def _check(document: Document) -> None:
    if "openapi" not in document.root:
        message = "it does not say which OpenAPI it is (the key openapi), write 3.0 or 3.1"
        raise DocumentError(document.name, "", "unknown-version", message)
    _ = document.dialect
