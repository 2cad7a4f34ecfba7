"""Every byte counts, and nothing outside the folder is read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry import layout
from goldenpath_gates.registry.refusal import RefusedError

from tests.registry_box import image

Change = Callable[[Path, str], object]


def test_reads_what_is_there(tmp_path: Path) -> None:
    digest = image(tmp_path)
    found = layout.require(tmp_path, digest)
    assert found.digest == digest
    assert [found.read(layer) for layer in found.layers] == [b"layer one", b"layer two"]
    assert found.size == len(b"layer onelayer two") + found.config.size
    assert found.blobs[-1] == found.manifest


def test_the_same_image_under_two_tags_is_one(tmp_path: Path) -> None:
    digest = image(tmp_path)
    _index(tmp_path, lambda index: {**index, "manifests": index["manifests"] * 2})
    assert layout.read(tmp_path).digest == digest


def _blob(root: Path, digest: str) -> Path:
    return root / "blobs" / "sha256" / digest.removeprefix("sha256:")


def _layer(root: Path) -> Path:
    return _blob(root, layout.read(root).layers[0].digest)


def _index(root: Path, change: Callable[[Any], Any]) -> None:
    path = root / "index.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))


CHANGED: list[Any] = [
    pytest.param(lambda root, _: _layer(root).write_bytes(b"LAYER ONE"), "layer", id="a layer"),
    pytest.param(lambda root, _: _layer(root).write_bytes(b""), "0 of 9", id="an empty layer"),
    pytest.param(
        lambda root, _: _blob(root, layout.read(root).config.digest).write_bytes(b"{}"),
        "config",
        id="the config",
    ),
    pytest.param(
        lambda root, digest: _blob(root, digest).write_bytes(
            _blob(root, digest).read_bytes() + b" "
        ),
        "manifest",
        id="the manifest, by a space",
    ),
]


@pytest.mark.parametrize(("change", "said"), CHANGED)
def test_changed(change: Change, said: str, tmp_path: Path) -> None:
    digest = image(tmp_path)
    change(tmp_path, digest)
    with pytest.raises(RefusedError) as caught:
        layout.require(tmp_path, digest)
    (finding,) = caught.value.findings
    assert finding.rule == "verify-digest"
    assert said in finding.message
    assert finding.path is not None
    assert Path(finding.path).exists()


def test_another_image(tmp_path: Path) -> None:
    digest = image(tmp_path)
    with pytest.raises(RefusedError, match=f"verify-digest it holds the image {digest}, not"):
        layout.require(tmp_path, "sha256:" + "0" * 64)


def _second(index: Any) -> Any:
    other = {**index["manifests"][0], "digest": "sha256:" + "1" * 64}
    return {**index, "manifests": [*index["manifests"], other]}


def _with(**values: Any) -> Change:
    def change(index: Any) -> Any:
        return {**index, "manifests": [{**index["manifests"][0], **values}]}

    return lambda root, _: _index(root, change)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(layout.DOCUMENT + 1)


BROKEN: list[Any] = [
    pytest.param(lambda root, _: _index(root, _second), "2 images", id="two images"),
    pytest.param(
        _with(mediaType="application/vnd.oci.image.index.v1+json"), "index", id="an index"
    ),
    pytest.param(lambda r, _: _index(r, lambda i: {"manifests": []}), "0 images", id="no image"),
    pytest.param(lambda r, _: _index(r, lambda i: {}), "'manifests' is missing", id="no list"),
    pytest.param(lambda r, _: _index(r, lambda i: {"manifests": 7}), "OCI image", id="a number"),
    pytest.param(lambda r, _: _index(r, lambda i: []), "not an object", id="a list"),
    pytest.param(_with(digest="sha256:../../../etc/passwd"), "not a SHA-256", id="a path climbs"),
    pytest.param(_with(digest="sha256:" + "2" * 64), "cannot be read", id="no manifest"),
    pytest.param(_with(size=-1), "the size", id="a negative size"),
    pytest.param(_with(size=True), "the size", id="a size that is none"),
    pytest.param(lambda r, d: _blob(r, d).write_text("{}"), "'config' is missing", id="empty"),
    pytest.param(lambda r, d: _blob(r, d).write_text('{"config": '), "OCI image", id="truncated"),
    pytest.param(lambda r, d: _blob(r, d).write_text("[" * 9999), "OCI image", id="deep"),
    pytest.param(lambda r, d: _huge(_blob(r, d)), "longer than", id="huge"),
    pytest.param(
        lambda r, _: (r / "index.json").write_bytes(b'{"a": "\\ud800"}'), "OCI image", id="half"
    ),
    pytest.param(lambda r, _: (r / "oci-layout").unlink(), "cannot be read", id="no oci-layout"),
    pytest.param(lambda r, _: (r / "oci-layout").write_text("{}"), "1.0.0", id="no version"),
]


@pytest.mark.parametrize(("change", "said"), BROKEN)
def test_broken(change: Change, said: str, tmp_path: Path) -> None:
    digest = image(tmp_path)
    change(tmp_path, digest)
    with pytest.raises(IncompleteError) as caught:
        layout.require(tmp_path, digest)
    assert said in str(caught.value)


@pytest.mark.parametrize("special", ["link", "pipe", "folder"])
def test_only_regular_files(special: str, tmp_path: Path) -> None:
    digest = image(tmp_path / "image")
    layer = _layer(tmp_path / "image")
    (tmp_path / "elsewhere").write_bytes(layer.read_bytes())
    layer.unlink()
    make: dict[str, Callable[[], object]] = {
        "link": lambda: layer.symlink_to(tmp_path / "elsewhere"),
        "pipe": lambda: os.mkfifo(layer),
        "folder": layer.mkdir,
    }
    make[special]()
    with pytest.raises(IncompleteError, match="not a regular file"):
        layout.require(tmp_path / "image", digest)
