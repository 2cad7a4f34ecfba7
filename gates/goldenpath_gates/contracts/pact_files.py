"""Pact files: what a consumer needs of a provider, in examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.contracts.document import DocumentError, load

HTTP = "Synchronous/HTTP"
MESSAGE = "Asynchronous/Messages"
ANSWERED_MESSAGE = "Synchronous/Messages"
TYPES = (HTTP, MESSAGE, ANSWERED_MESSAGE)


@dataclass(frozen=True)
class Pact:
    """`file` is relative to the root of the service; `document` is what the file holds."""

    file: str
    consumer: str
    provider: str
    document: Mapping[str, Any]

    @property
    def interactions(self) -> list[Mapping[str, Any]]:
        """Those of specification 3 with the types of 4; below 4 a message has a list of its own."""
        listed = self.document.get("interactions", ())
        found = [{"type": HTTP, **each} for each in listed]
        return found + [{"type": MESSAGE, **each} for each in self.document.get("messages", ())]

    def of(self, *types: str) -> list[Mapping[str, Any]]:
        return [each for each in self.interactions if each["type"] in types]


def read(folder: Path, name: str) -> list[Pact]:
    """The pacts of a folder, in the order of their names. Raises DocumentError."""
    files = sorted(folder.glob("*.json"))
    return [parse(load(file, f"{name}/{file.name}").root, f"{name}/{file.name}") for file in files]


def parse(document: Mapping[str, Any], file: str) -> Pact:
    consumer, provider = (_name(document, side, file) for side in ("consumer", "provider"))
    for key in ("interactions", "messages"):
        listed = document.get(key, [])
        if not isinstance(listed, list):
            raise DocumentError(file, f"/{key}", "not-a-pact", "it is no list, write one")
        for number, each in enumerate(listed):
            _require_interaction(each, file, f"/{key}/{number}")
    if not document.get("interactions") and not document.get("messages"):
        message = "it has no interactions, so nothing can be verified: remove the file"
        raise DocumentError(file, "/interactions", "no-interactions", message)
    metadata = document.get("metadata")
    if isinstance(metadata, dict) and metadata.get("plugins"):
        message = "it needs a plugin of Pact, and none is run here: verify it where it is installed"
        raise DocumentError(file, "/metadata/plugins", "needs-plugin", message)
    return Pact(file, consumer, provider, document)


def _name(document: Mapping[str, Any], side: str, file: str) -> str:
    party = document.get(side)
    name = party.get("name") if isinstance(party, dict) else None
    if not isinstance(name, str) or not name:
        raise DocumentError(file, f"/{side}/name", "not-a-pact", "a pact names it, write it")
    return name


def _require_interaction(interaction: Any, file: str, pointer: str) -> None:
    if not isinstance(interaction, dict) or not isinstance(interaction.get("description"), str):
        message = "an interaction is an object with a description, write one"
        raise DocumentError(file, pointer, "not-a-pact", message)
    if interaction.get("type", HTTP) not in TYPES:
        message = f"the type is none of {', '.join(TYPES)}"
        raise DocumentError(file, f"{pointer}/type", "unknown-type", message)
