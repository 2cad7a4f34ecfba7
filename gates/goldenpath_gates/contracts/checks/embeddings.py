"""Were vectors asked of the model that an index was made with?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.document import load
from goldenpath_gates.contracts.judge import told
from goldenpath_gates.contracts.kinds import require_form
from goldenpath_gates.contracts.sent import bodies
from goldenpath_gates.report import Figure, Finding

PATH = "/embeddings"


def run(context: Context) -> Outcome:
    """Raises DocumentError where the file is there and cannot be read."""
    path = context.settings.embeddings
    indexes = _indexes(context.root, path)
    asked = [body for where, body in bodies(context.model) if where.endswith(PATH)]
    differ = (finding for body in asked for finding in _compared(body, indexes, path))
    return Outcome(
        (Figure("indexes declared", len(indexes)), Figure("requests for embeddings", len(asked))),
        tuple(dict.fromkeys(differ)),
    )


def _indexes(root: Path, path: str) -> Sequence[Mapping[str, Any]]:
    if not (root / path).exists():
        return ()
    document = load(root / path, path)
    require_form("embeddings", document)
    return tuple(document.root["indexes"].values())


def _compared(
    body: Mapping[str, Any], indexes: Sequence[Mapping[str, Any]], path: str
) -> Iterator[Finding]:
    """Without `dimensions` the model's own are meant."""
    model, dimensions = body.get("model"), body.get("dimensions")
    fits = (
        index["model"] == model and dimensions in (None, index["dimension"]) for index in indexes
    )
    if not any(fits):
        size = "" if dimensions is None else f" with {str(dimensions)[:20]} dimensions"
        message = f"vectors were asked of {str(model)[:100]!r}{size}, which no index was made with"
        yield told("embedding-undeclared", message, path)
