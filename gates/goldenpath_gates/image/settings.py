"""`[image]` of `goldenpath.toml`: how the image is built, what it may weigh, where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LAYOUT = "dist/image"
"""The folder in which the built image lies, as an OCI image layout: what is scanned, started,
signed and pushed."""


@dataclass(frozen=True)
class Image:
    """`size_budget` is in MB (10^6 bytes) of compressed layers; `repository` is `HOST/PATH`, by
    default the one of the forge. Paths are relative to the service."""

    dockerfile: str = "Dockerfile"
    context: str = "."
    size_budget: float = 200.0
    repository: str = ""


def parse(table: Mapping[str, Any]) -> Image:
    """From a table that fits the schema of `goldenpath.toml`."""
    return Image(**table)
