"""`slo.yaml` as data, and where each of its values is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import yaml_files
from goldenpath_gates.policy.document import Path as Keys
from goldenpath_gates.policy.document import Place

FILENAME = "slo.yaml"


def documents(root: Path) -> list[tuple[Any, Callable[[Keys], Place]]]:
    """Every document that is not empty. Raises IncompleteError where the file cannot be read."""
    try:
        text = (root / FILENAME).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(f"{FILENAME}: cannot be read: {error}") from None
    try:
        return list(yaml_files.load_all(text, FILENAME))
    except IncompleteError as error:
        said = str(error).removeprefix(FILENAME).lstrip(": ")
        raise IncompleteError(f"{FILENAME}: cannot be read: {said}") from None
