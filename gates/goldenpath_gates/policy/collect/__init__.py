"""Everything that the service would ship, from one module per source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect import (
    dockerfiles,
    manifests,
    openapi,
    pipelines,
    repository,
    terraform,
)
from goldenpath_gates.policy.document import Document


def collect(root: Path, config: Config, env: Mapping[str, str]) -> tuple[list[Document], list[str]]:
    """The documents, and a sentence for whatever could not be read: that is never passed over."""
    sources: tuple[Callable[[], Iterable[Document]], ...] = (
        lambda: manifests.documents(root, config.policy, env),
        lambda: pipelines.documents(root, config.policy),
        lambda: openapi.documents(root, config.contract),
        lambda: terraform.documents(root, config.policy),
        lambda: dockerfiles.documents(root, config.policy),
        lambda: repository.documents(root, config, env),
    )
    documents: list[Document] = []
    unread: list[str] = []
    for source in sources:
        try:
            documents.extend(source())
        except IncompleteError as error:
            unread.append(str(error))
    return documents, unread
