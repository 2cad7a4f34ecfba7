from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image.comparison import SHOWN, differences

from tests.gates.image.layouts import Row, Symlink, described, image, packed, tar

SYSTEM: list[Row] = [("etc/os-release", b"ID=debian\n")]
FILES: list[Row] = [("service/a.py", b"1"), ("service/b.py", b"2"), ("link", Symlink("service"))]


def compared(folder: Path, layers: list[Any], again: list[Any], **more: Any) -> list[str]:
    first = image(folder / "first", *layers)
    return list(differences(first, image(folder / "again", *again, **more)))


@pytest.mark.parametrize(
    ("again", "said"),
    [
        ([("service/a.py", b"9"), *FILES[1:]], "service/a.py"),
        ([("service/a.py", b"9"), ("service/b.py", b"9"), FILES[2]], "service/a.py, service/b.py"),
        (FILES[1:], "service/a.py"),
        ([*FILES, ("service/c.py", b"3")], "service/c.py"),
        ([*FILES[:2], ("link", Symlink("elsewhere"))], "link"),
        ([*FILES[:2], ("link", "directory")], "link"),
        (tar(FILES, mtime=7), "link, service/a.py, service/b.py"),
        (tar(FILES, uid=7), "link, service/a.py, service/b.py"),
        (tar(FILES, mode=0o755), "link, service/a.py, service/b.py"),
        (FILES[::-1], "the same files, packed in another way"),
        (
            [(f"f{n:02}", b"") for n in range(12)] + FILES,
            ", ".join(f"f{n:02}" for n in range(SHOWN)) + " and 2 more",
        ),
    ],
)
def test_a_layer_differs(tmp_path: Path, again: Any, said: str) -> None:
    layer, configuration = compared(tmp_path, [SYSTEM, FILES], [SYSTEM, again])
    assert layer == f"layer 2 differs: {said}"
    assert configuration == "the configuration differs"


def test_the_same(tmp_path: Path) -> None:
    assert compared(tmp_path, [SYSTEM, FILES], [SYSTEM, FILES]) == []


@pytest.mark.parametrize(
    ("layers", "again"), [([SYSTEM, FILES], [SYSTEM]), ([SYSTEM], [SYSTEM, FILES])]
)
def test_a_layer_is_missing(tmp_path: Path, layers: list[Any], again: list[Any]) -> None:
    assert compared(tmp_path, layers, again) == [
        "layer 2 is in one of the builds only",
        "the configuration differs",
    ]


def test_only_the_configuration(tmp_path: Path) -> None:
    said = compared(tmp_path, [FILES], [FILES], config={"Cmd": ["other"]})
    assert said == ["the configuration differs"]


@pytest.mark.parametrize(
    "pack", [partial(gzip.compress, mtime=9), partial(packed, compresslevel=1)]
)
def test_packed_in_another_way(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """The files are the same, the digest is not: the configuration tells of unpacked layers."""
    assert compared(tmp_path, [FILES], [FILES], pack=pack) == [
        "layer 1 differs: the same files, packed in another way"
    ]


def test_only_the_manifest(tmp_path: Path) -> None:
    """Two digests are never said to be the same."""
    first = described(tmp_path / "first", {}, [packed(tar(FILES))])
    again = described(tmp_path / "again", {}, [packed(tar(FILES))], annotations={"a": "b"})
    assert list(differences(first, again)) == [
        "the manifests differ in what they say of the same layers"
    ]


@pytest.mark.parametrize("kind", ["application/vnd.oci.image.layer.v1.tar+zstd", None])
def test_a_layer_that_cannot_be_looked_into(tmp_path: Path, kind: str | None) -> None:
    more = {"media_type": kind} if kind else {"pack": bytes}
    with pytest.raises(IncompleteError, match="cannot be unpacked"):
        compared(tmp_path, [SYSTEM], [FILES], **more)
