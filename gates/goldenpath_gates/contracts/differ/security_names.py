"""Security schemes: what a client has to know of one, whatever the document calls it."""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.contracts.differ import reading
from goldenpath_gates.contracts.document import Document, Node

TOLD_APART = ("in", "name", "scheme", "openIdConnectUrl")
CASELESS = ("type", "in", "scheme")


def defined(document: Document) -> dict[str, Node]:
    components = reading.mapping(document.node(), "components")
    return {entry.name: entry.node for entry in reading.entries(components, "securitySchemes")}


def identity(scheme: Node) -> tuple[str, ...]:
    """Two schemes are the same for a client when these are."""
    values = {key: reading.text(scheme, key) for key in ("type", *TOLD_APART)}
    if values["in"].lower() == "header":
        values["name"] = values["name"].lower()
    return tuple(text.lower() if key in CASELESS else text for key, text in values.items())


def renamed(base: Document, revision: Document) -> Mapping[str, str]:
    """What the base calls a scheme of the revision, where it calls it otherwise."""
    before, after = defined(base), defined(revision)
    gone = {identity(node): name for name, node in before.items() if name not in after}
    new = {name: identity(node) for name, node in after.items() if name not in before}
    return {name: gone[known] for name, known in new.items() if known in gone}
