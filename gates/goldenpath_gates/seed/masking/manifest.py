"""`masked.json` beside masked tables: that they were checked, and are still what was checked.

It guards against the wrong folder, not against somebody who writes it by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates import strictjson
from goldenpath_gates.errors import FailedError
from goldenpath_gates.report import write_json
from goldenpath_gates.schema import first_violation, packaged
from goldenpath_gates.seed.masking.rules import Rules

NAME = "masked.json"
REMEDY = "run `goldenpath seed verify` on it first"


def write(folder: Path, rules: Rules, files: Mapping[str, Path]) -> None:
    """With the tables in the order of the rules: there, what is referred to comes first."""
    ordered = [files[table] for table in rules.tables if table in files]
    body = {
        "version": 1,
        "rules": rules.sha256,
        "survivors": 0,
        "files": {path.name: sha256(path) for path in ordered},
    }
    write_json(folder / NAME, body)


def require(folder: Path, files: Mapping[str, Path]) -> list[str]:
    """The tables in the order in which they can be loaded. Raises FailedError unless exactly these
    files were checked, and none changed since."""
    path = folder / NAME
    try:
        body = strictjson.loads(path.read_bytes())
    except (OSError, json.JSONDecodeError, ValueError):
        raise FailedError(f"{path}: seed-unmasked nobody checked this extract: {REMEDY}") from None
    if violation := first_violation(body, packaged("masked", "goldenpath_gates.seed")):
        raise FailedError(f"{path}: seed-unmasked {violation}: {REMEDY}")
    if body["files"] != {file.name: sha256(file) for file in files.values()}:
        raise FailedError(f"{path}: seed-unmasked the tables changed since the check: {REMEDY}")
    return [Path(name).stem for name in body["files"]]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
