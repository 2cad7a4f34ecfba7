"""The API as the service publishes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

from goldenpath_gates.contracts import document as contract
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import yaml_files
from goldenpath_gates.policy.document import Document, Place
from goldenpath_gates.policy.document import Path as Steps

SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def documents(root: Path, settings: Contract) -> Iterator[Document]:
    """None where the service neither publishes nor shows one. Raises IncompleteError where the
    document is missing, cannot be read, or has paths that are written elsewhere."""
    path = settings.openapi
    file = root / path
    if not (settings.document or file.exists()):
        return
    if not file.resolve().is_relative_to(root.resolve()):
        raise IncompleteError(f"{path}: a link leads out of the service, write a plain file")
    api = contract.load(file, path)
    if "openapi" not in api.root:
        raise IncompleteError(f"{path}: it has no key `openapi`, write the version 3.0 or 3.1")
    _ = api.dialect  # raises for a version that the rules do not know
    if paths := api.node().get("paths"):
        for _, item in paths.items():
            item.resolved()
    yield Document("openapi", path, api.root, partial(_place, file))


def _place(file: Path, at: Steps) -> Place:
    text = file.read_text("utf-8-sig")
    # JSON is YAML but for these two; what replaces them is as long.
    text = SURROGATE.sub("______", text).replace("\t", " ")
    try:
        return yaml_files.place(text, 0, at)
    except (yaml.YAMLError, RecursionError):
        return None
