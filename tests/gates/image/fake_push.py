"""Writes the layout in FOLDER/prepared to `oci:LAYOUT:NAME`, with the labels in FOLDER/labels."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any


def main(folder: str, target: str) -> None:
    layout = Path(target.split(":")[1])
    shutil.copytree(Path(folder, "prepared"), layout)
    index = json.loads((layout / "index.json").read_bytes())
    (described,) = index["manifests"]
    manifest = json.loads(_blob(layout, described["digest"]).read_bytes())
    config = json.loads(_blob(layout, manifest["config"]["digest"]).read_bytes())
    labels = Path(folder, "labels").read_text("utf-8").splitlines()
    config["config"]["Labels"] = dict(label.split("=", 1) for label in labels)
    _rewrite(layout, manifest["config"], config)
    _rewrite(layout, described, manifest)
    (layout / "index.json").write_text(json.dumps(index), "utf-8")


def _rewrite(layout: Path, descriptor: dict[str, Any], body: object) -> None:
    data = json.dumps(body).encode()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    _blob(layout, digest).write_bytes(data)
    descriptor.update(digest=digest, size=len(data))


def _blob(layout: Path, digest: str) -> Path:
    return layout / "blobs" / digest.replace(":", "/")


if __name__ == "__main__":
    main(*sys.argv[1:])
