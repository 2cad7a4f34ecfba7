"""What arrives is what was built, and a tag stays where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry import layout, push, tags
from goldenpath_gates.registry.layout import Layout
from goldenpath_gates.registry.reference import Repository
from goldenpath_gates.registry.refusal import RefusedError

from tests.registry_box import ENV, Registry, image

OTHER = "sha256:" + "f" * 64


@pytest.fixture
def built(tmp_path: Path) -> Layout:
    image(tmp_path / "image")
    return layout.read(tmp_path / "image")


@pytest.mark.parametrize("auth", ["bearer", "basic", "none"])
def test_every_byte_arrives(auth: str, box: Registry, place: Repository, built: Layout) -> None:
    box.auth = auth
    reference = push.push(built, place, ENV)
    assert str(reference) == f"{box.host}/acme/answers@{built.digest}"
    assert box.blobs == {b.digest: built.read(b) for b in built.blobs if b != built.manifest}
    assert box.manifests[built.digest][1] == built.read(built.manifest)
    assert not box.tags


def test_what_is_there_is_not_sent_again(box: Registry, place: Repository, built: Layout) -> None:
    push.push(built, place, ENV)
    box.asked.clear()
    assert push.push(built, place, ENV).digest == built.digest
    assert not [line for line in box.asked if line.startswith(("POST", "PUT /v2/acme/answers/b"))]


def test_tag(box: Registry, place: Repository, built: Layout) -> None:
    for _ in range(2):  # the same again is no move
        assert push.push(built, place, ENV, "1.2.0").tag == "1.2.0"
    assert box.tags == {"1.2.0": built.digest}


def test_a_tag_of_another_image(box: Registry, place: Repository, built: Layout) -> None:
    box.tags["1.2.0"] = OTHER
    box.manifests[OTHER] = ("application/vnd.oci.image.manifest.v1+json", b"{}")
    with pytest.raises(RefusedError, match=r"verify-tag the tag 1.2.0 of .* names .* already"):
        push.push(built, place, ENV, "1.2.0")
    assert not box.blobs


def test_a_tag_that_somebody_else_set(box: Registry, place: Repository, built: Layout) -> None:
    box.faults.forgets_tags = True
    with pytest.raises(RefusedError, match=r"verify-tag .* names nothing, not sha256"):
        push.push(built, place, ENV, "1.2.0")


def test_a_moved_tag(box: Registry, place: Repository, built: Layout) -> None:
    reference = push.push(built, place, ENV, "1.2.0")
    tags.require(reference, ENV)
    other = b'{"layers": []}'
    box.manifests[OTHER] = ("application/vnd.oci.image.manifest.v1+json", other)
    box.tags["1.2.0"] = OTHER
    with pytest.raises(RefusedError, match=r"verify-tag .* it was moved"):
        tags.require(reference, ENV)


@pytest.mark.parametrize("tag", ["", "-a", "a b", "a/b", "a" * 129, "é"])
def test_no_tag(tag: str, place: Repository, built: Layout) -> None:
    with pytest.raises(UsageError, match="is no tag"):
        push.push(built, place, ENV, tag)


def test_nothing_is_sent_of_a_changed_image(
    box: Registry, place: Repository, built: Layout
) -> None:
    (built.folder / "blobs" / "sha256" / built.layers[1].digest[7:]).write_bytes(b"LAYER TWO")
    with pytest.raises(RefusedError, match="verify-digest the layer"):
        push.push(built, place, ENV)
    assert not box.asked


def test_a_registry_that_keeps_other_bytes(box: Registry, place: Repository, built: Layout) -> None:
    box.faults.corrupt.add(built.digest)
    with pytest.raises(RefusedError, match="verify-digest the registry's manifest"):
        push.push(built, place, ENV)


def test_a_registry_that_keeps_another_manifest(
    box: Registry, place: Repository, built: Layout
) -> None:
    box.faults.keeps = OTHER
    with pytest.raises(IncompleteError, match=f"the registry keeps {OTHER} instead"):
        push.push(built, place, ENV)


@pytest.mark.parametrize("faults", [[503, 429], [0, 0], [0, 500]])
def test_a_passing_fault(
    faults: list[int], box: Registry, place: Repository, built: Layout
) -> None:
    box.faults.fail = faults
    assert push.push(built, place, ENV).digest == built.digest


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, "HEAD blobs/sha256:[0-9a-f]{64}: the registry answers 500"),
        (429, "answers 429, it was asked too often"),
    ],
)
def test_a_lasting_fault(
    status: int, said: str, box: Registry, place: Repository, built: Layout
) -> None:
    box.faults.fail = [status] * 9
    with pytest.raises(IncompleteError, match=said):
        push.push(built, place, ENV)
    assert len(box.faults.fail) == 6
