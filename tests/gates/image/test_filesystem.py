from __future__ import annotations

import gzip
import io
import os
import re
import tarfile
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image import filesystem

from tests.gates.image.layouts import (
    GZIP,
    PLAIN,
    Hardlink,
    Row,
    Symlink,
    described,
    image,
    packed,
    tar,
)

BASE: list[Row] = [("a/b/one", b"1"), ("a/two", b"2"), ("ab", b"3")]
ALL = {"a/b/one": b"1", "a/two": b"2", "ab": b"3"}


def read(folder: Path, *layers: list[Row] | bytes) -> dict[str, bytes]:
    return filesystem.read(image(folder, *layers), lambda path: not path.startswith("unwanted"))


@pytest.mark.parametrize(
    ("layer", "gone"),
    [
        ([("a/two", "whiteout")], {"a/two"}),
        ([("a", "whiteout")], {"a/b/one", "a/two"}),
        ([("./a", "whiteout")], {"a/b/one", "a/two"}),
        ([("/a/b", "opaque")], {"a/b/one"}),
        ([("", "opaque")], set(ALL)),
        ([("a", b"now a file")], {"a/b/one", "a/two"}),
        ([("a", Symlink("elsewhere"))], {"a/b/one", "a/two"}),
        ([("ab", "directory")], {"ab"}),
        ([("ab/inside", b"its folder is not named")], set()),
        ([("x/../a/two", "whiteout")], {"a/two"}),
        ([("a/two", Symlink("b/one"))], {"a/two"}),
    ],
)
def test_what_a_layer_takes_away(tmp_path: Path, layer: list[Row], gone: set[str]) -> None:
    left = read(tmp_path, BASE, layer)
    assert {path for path in ALL if left.get(path) != ALL[path]} == gone


@pytest.mark.parametrize(
    "layer",
    [
        pytest.param([("a", "directory")], id="a folder is entered again"),
        pytest.param([("./", "directory")], id="the root itself"),
        pytest.param([("a/other", "whiteout")], id="of what is not there"),
        pytest.param([("b", "opaque")], id="of another folder"),
        pytest.param([("a/tw", "whiteout")], id="of a name that begins alike"),
        pytest.param([("unwanted", b"x")], id="nobody asks for it"),
        pytest.param([("link", Symlink("a/two"))], id="a link is no file"),
        pytest.param([], id="an empty layer"),
    ],
)
def test_noop(tmp_path: Path, layer: list[Row]) -> None:
    assert read(tmp_path, BASE, layer) == ALL


@pytest.mark.parametrize(
    ("layers", "left"),
    [
        ([[("a", "opaque"), ("a/new", b"n")]], {"ab": b"3", "a/new": b"n"}),
        ([[("a/new", b"n"), ("a", "opaque")]], {"ab": b"3", "a/new": b"n"}),
        ([[("a/two", b"n"), ("a/two", "whiteout")]], {**ALL, "a/two": b"n"}),
        ([[("a/two", "whiteout")], [("a/two", b"back")]], {**ALL, "a/two": b"back"}),
        ([[("ab", "directory")], [("ab", b"back")]], {**ALL, "ab": b"back"}),
        (
            [[("/x", b"n"), ("./y", b"n"), ("p//q/./z", b"n")]],
            {**ALL, "x": b"n", "y": b"n"} | {"p/q/z": b"n"},
        ),
        ([[("x", b"old"), ("x", b"new")]], {**ALL, "x": b"new"}),
        ([[("x", b"old"), ("x", Symlink("ab"))]], ALL),
        ([[("x/y", b"old"), ("x", b"file")]], {**ALL, "x": b"file"}),
        ([[("x", b"n"), ("y", Hardlink("./x"))]], {**ALL, "x": b"n", "y": b"n"}),
        ([[("x" * 300 + "/y", b"long")]], {**ALL, "x" * 300 + "/y": b"long"}),
        ([[("../../x", b"n")]], {**ALL, "x": b"n"}),
    ],
)
def test_what_is_left(tmp_path: Path, layers: list[list[Row]], left: dict[str, bytes]) -> None:
    assert read(tmp_path, BASE, *layers) == left


def test_a_hard_link_to_what_is_not_read_is_no_empty_file(tmp_path: Path) -> None:
    rows: list[Row] = [("unwanted", b"x"), ("wanted", Hardlink("unwanted"))]
    with pytest.raises(IncompleteError, match="wanted in the image is a hard link to unwanted"):
        read(tmp_path, rows)


def test_a_layer_that_is_not_compressed(tmp_path: Path) -> None:
    plain = image(tmp_path, BASE, media_type=PLAIN, pack=bytes)
    assert filesystem.read(plain, bool) == ALL


def test_a_layer_of_several_streams(tmp_path: Path) -> None:
    """As those have that are to be fetched file by file."""

    def in_parts(data: bytes) -> bytes:
        return b"".join(packed(data[at : at + 512]) for at in range(0, len(data), 512))

    assert filesystem.read(image(tmp_path, BASE, pack=in_parts), bool) == ALL


@pytest.mark.parametrize("kept", [0, 1, 9, 20, 60, 2000, -9, -1])
def test_a_layer_that_ends_too_soon(tmp_path: Path, kept: int) -> None:
    layer: list[Row] = [(f"f{n}", os.urandom(600)) for n in range(4)]
    with pytest.raises(IncompleteError, match=r"sha256:\w{64} cannot be unpacked"):
        filesystem.read(image(tmp_path, layer, pack=lambda data: packed(data)[:kept]), bool)


def test_a_layer_that_ends_too_soon_between_two_files(tmp_path: Path) -> None:
    """A reader of archives takes that for the end."""
    written = io.BytesIO()
    stream = gzip.GzipFile(fileobj=written, mode="wb", mtime=0)
    stream.write(tar(BASE)[:1024])
    stream.flush()  # not closed: neither length nor checksum
    with pytest.raises(IncompleteError, match="end-of-stream"):
        read_raw(tmp_path, written.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not gzip", id="text"),
        pytest.param(packed(b"not a tar" * 200), id="no tar"),
        pytest.param(packed(tar(BASE))[:40] + bytes(20) + packed(tar(BASE))[60:], id="damaged"),
        pytest.param(tar(BASE), id="plain, and said to be compressed"),
    ],
)
def test_a_layer_that_is_none(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(IncompleteError, match="cannot be unpacked"):
        read_raw(tmp_path, data)


def read_raw(folder: Path, layer: bytes) -> dict[str, bytes]:
    return filesystem.read(described(folder, {}, [layer]), bool)


@pytest.mark.parametrize("media_type", [PLAIN + "+zstd", "text/plain", ""])
def test_another_packing(tmp_path: Path, media_type: str) -> None:
    with pytest.raises(IncompleteError, match=re.escape(f"a layer is {media_type}, which cannot")):
        filesystem.read(image(tmp_path, BASE, media_type=media_type), bool)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """Its header says so; what follows is not even there."""
    entry = tarfile.TarInfo("var/lib/dpkg/status")
    entry.size = 1 << 40
    with pytest.raises(IncompleteError, match=r"status in the image has 1099511627776 bytes"):
        read_raw(tmp_path, packed(entry.tobuf()))


def test_many_files_that_are_large_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystem, "TOGETHER", 1000)
    rows: list[Row] = [(f"f{n}", bytes(300)) for n in range(4)]
    with pytest.raises(IncompleteError, match="of package data"):
        read(tmp_path, rows)


def test_deep_and_long_names(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 20_000)
    found = read(tmp_path, [(f"{deep}/f", b"1"), ("n" * 100_000, b"2"), (f"{deep}", "whiteout")])
    assert sorted(found.values()) == [b"1", b"2"]


def test_a_media_type_of_docker(tmp_path: Path) -> None:
    docker = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    assert filesystem.read(image(tmp_path, BASE, media_type=docker), bool) == ALL
    assert GZIP in filesystem.IS_GZIP
