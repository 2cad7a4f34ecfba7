"""The files that a report names, where its job handed them over: pinned, and the image read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import FOLDER, Report, parsed
from goldenpath_gates.schema import first_violation

IMAGE = f"{FOLDER}/image/image.json"
"""What the stage `image` says of the image that it built."""
IMAGE_BYTES = 1_000_000
IMAGE_SCHEMA = {
    "type": "object",
    "required": ["name", "digest"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 1000},
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    },
}


def digests(report: Report, folder: Path) -> dict[str, str]:
    """SHA-256 of each file that the report names and that lies below `folder`, by its name.

    Only files of the stage's own folder count, so that no stage can speak of another's files.
    """
    own = f"{FOLDER}/{report.stage}/"
    found = {name: _inside(folder, name) for name in report.artifacts if name.startswith(own)}
    return {name: _sha256(path) for name, path in sorted(found.items()) if path}


def image(report: Report, folder: Path) -> dict[str, Any] | None:
    """The image as a subject of an in-toto statement; None where the report names none.

    Raises IncompleteError where it names one that cannot be read.
    """
    if report.stage != "image" or report.verdict != "passed" or IMAGE not in report.artifacts:
        return None
    path = _inside(folder, IMAGE)
    if path is None:
        raise IncompleteError(f"{IMAGE} is named by the report, but was not handed on with it")
    try:
        with path.open("rb") as f:
            body = parsed(f.read(IMAGE_BYTES).decode())
    except (OSError, ValueError) as error:
        raise IncompleteError(f"{IMAGE}: cannot be read: {error}") from None
    if violation := first_violation(body, IMAGE_SCHEMA):
        raise IncompleteError(f"{IMAGE}: does not say which image it is: {violation}")
    algorithm, _, value = body["digest"].partition(":")
    return {"name": body["name"], "digest": {algorithm: value}}


def _inside(folder: Path, name: str) -> Path | None:
    """The file, unless its name or a link leads out of the folder of its stage."""
    below = name.removeprefix(f"{FOLDER}/")
    try:
        path = (folder / below).resolve()
        own = (folder / below.partition("/")[0]).resolve()
        readable = path.is_file() and os.access(path, os.R_OK)
        return path if readable and path.is_relative_to(own) else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
