"""Data as the Terraform module `seed` takes it: a file small enough for a ConfigMap, and who it
is from."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import FailedError
from goldenpath_gates.seed import sql
from goldenpath_gates.seed.dataset import Dataset

LARGEST = 1 << 20
"""Bytes that Kubernetes allows in a ConfigMap; a little of it is needed for its names."""
SPARED = 4096


def pack(data: Dataset, file: Path) -> dict[str, Any]:
    """Writes the file; returns the variable `seed` of the module."""
    with (
        file.open("wb") as raw,
        # Neither a time nor a name: the same data is the same file.
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as packed,
    ):
        sql.write(data, packed)
    size = file.stat().st_size
    if size > LARGEST - SPARED:
        file.unlink()
        raise FailedError(
            f"seed-size {file}: {size} bytes are more than a ConfigMap holds "
            f"({LARGEST - SPARED}): take a smaller size, or fewer rows"
        )
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    verification = {"survivors": 0, "sha256": sha256} if data.masked else None
    return {
        "file": str(file.resolve()),
        "origin": "masked" if data.masked else "synthetic",
        "sha256": sha256,
        "verification": verification,
    }
