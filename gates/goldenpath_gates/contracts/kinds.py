"""How each kind of contract is read and compared."""

from __future__ import annotations

from functools import cache
from typing import Any

from goldenpath_gates.contracts.change import Change, Direction
from goldenpath_gates.contracts.document import Document, DocumentError
from goldenpath_gates.contracts.promises import Kind
from goldenpath_gates.contracts.rules import rules
from goldenpath_gates.schema import first_violation, packaged

DIRECTIONS: dict[Kind, Direction] = {"event": "response", "webhook": "request"}
FORMS: dict[Kind, tuple[str, str]] = {
    "tool": ("tool", "tool-form"),
    "embeddings": ("embeddings", "embeddings-form"),
}
"""Schema of the file, and the rule that says so."""
EXAMPLES: dict[Kind, str] = {"provider": "provider-case", "pact": "pact-interaction"}
"""What promises by examples, without a version, and what its rules call one."""


def compare(kind: Kind, base: Document, revision: Document) -> list[Change]:
    """Raises DocumentError where one of them cannot be judged."""
    # The differ is loaded here: the command line starts without it.
    from goldenpath_gates.contracts import embeddings, examples, tools
    from goldenpath_gates.contracts.differ import openapi
    from goldenpath_gates.contracts.differ.schemas import compare_schemas

    if kind == "openapi":
        return openapi.compare(base, revision)
    if kind in DIRECTIONS:
        return compare_schemas(base, revision, DIRECTIONS[kind])
    if kind in EXAMPLES:
        return examples.compare(EXAMPLES[kind], base, revision)
    require_form(kind, base)
    require_form(kind, revision)
    compared = tools.compare if kind == "tool" else embeddings.compare
    return compared(base, revision)


def require_form(kind: Kind, document: Document) -> None:
    """Raises DocumentError where a file of ours is not what its schema says."""
    if kind not in FORMS:
        return
    name, rule = FORMS[kind]
    if violation := first_violation(document.root, schema(name)):
        raise DocumentError(document.name, "", rule, f"{violation}, {rules()[rule].remedy}")


@cache
def schema(name: str) -> dict[str, Any]:
    return packaged(name, "goldenpath_gates.contracts")


def version(kind: Kind, document: Document) -> str | None:
    """As it is written, a semantic version or not."""
    holder = document.root.get("info") if kind == "openapi" else document.root
    found = holder.get("version") if isinstance(holder, dict) else None
    return None if found is None else str(found)
