from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry import layout, push
from goldenpath_gates.registry.reference import Reference, Repository
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.registry.registry import digest_of
from goldenpath_gates.signing import referrers

from tests import registry_box
from tests.gates.signing.support import said, signed
from tests.registry_box import ENV, Registry
from tests.sigstore_box import Sigstore

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"


@pytest.fixture(params=[True, False], ids=["interface", "tag in its stead"])
def registry(request: pytest.FixtureRequest) -> Iterator[Registry]:
    registry = Registry(referrers=request.param)
    with registry.serving():
        yield registry


@pytest.fixture
def pushed(registry: Registry, tmp_path: Path) -> Reference:
    registry_box.image(tmp_path / "image")
    place = Repository(registry.host, "acme/answers")
    return push.push(layout.read(tmp_path / "image"), place, ENV)


def _attached(box: Sigstore, image: Reference) -> list[bytes]:
    bundles = [each.data for each in signed(box, said(image))]
    referrers.attach(image, bundles, ENV)
    return bundles


def test_there_and_back(box: Sigstore, pushed: Reference) -> None:
    bundles = _attached(box, pushed)
    assert [each.data for each in referrers.bundles(pushed, ENV)] == bundles


def test_none(pushed: Reference) -> None:
    assert referrers.bundles(pushed, ENV) == []


def test_in_the_form_of_cosign(box: Sigstore, registry: Registry, pushed: Reference) -> None:
    bundle = signed(box, said(pushed))[0].data
    (digest,) = referrers.attach(pushed, [bundle], ENV)
    kind, data = registry.manifests[digest]
    image = registry.manifests[pushed.digest][1]
    document = json.loads(data)
    created = document["annotations"].pop("org.opencontainers.image.created")
    assert created.endswith("Z")
    assert kind == document["mediaType"]
    assert document == {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "artifactType": BUNDLE,
        "config": {
            "mediaType": "application/vnd.oci.empty.v1+json",
            "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "size": 2,
        },
        "layers": [{"mediaType": BUNDLE, "digest": digest_of(bundle), "size": len(bundle)}],
        "subject": {"mediaType": kind, "digest": pushed.digest, "size": len(image)},
        "annotations": {
            "dev.sigstore.bundle.content": "dsse-envelope",
            "dev.sigstore.bundle.predicateType": "https://slsa.dev/provenance/v1",
        },
    }
    if not registry.referrers:
        tag = pushed.digest.replace(":", "-")
        (row,) = json.loads(registry.manifests[registry.tags[tag]][1])["manifests"]
        assert (row["digest"], row["artifactType"]) == (digest, BUNDLE)


def test_the_same_bundle_twice(box: Sigstore, pushed: Reference) -> None:
    bundle = signed(box, said(pushed))[0].data
    assert referrers.attach(pushed, [bundle], ENV) == referrers.attach(pushed, [bundle], ENV)
    assert len(referrers.bundles(pushed, ENV)) == 1


def test_no_image(box: Sigstore, pushed: Reference) -> None:
    other = pushed.repository.at("sha256:" + "0" * 64)
    with pytest.raises(IncompleteError, match="there is no image sha256:000"):
        referrers.attach(other, [], ENV)


def test_a_changed_image(registry: Registry, pushed: Reference) -> None:
    registry.faults.corrupt.add(pushed.digest)
    with pytest.raises(RefusedError, match="verify-digest the registry's manifest"):
        referrers.bundles(pushed, ENV)


def test_a_changed_bundle(box: Sigstore, registry: Registry, pushed: Reference) -> None:
    registry.faults.corrupt.add(digest_of(_attached(box, pushed)[0]))
    with pytest.raises(RefusedError, match="verify-digest the registry's blob"):
        referrers.bundles(pushed, ENV)


@pytest.mark.parametrize(
    "layers", [[], [{}], [{"digest": "../../tags"}], [{"digest": 7}], [7], {}, None]
)
def test_a_referrer_of_another_form(
    layers: Any, box: Sigstore, registry: Registry, pushed: Reference
) -> None:
    """Whoever may push may lay anything beside an image; it does not count."""
    _attached(box, pushed)
    body = {"artifactType": BUNDLE, "annotations": {}, "subject": {"digest": pushed.digest}}
    data = json.dumps({**body, "layers": layers}).encode()
    registry.manifests[digest_of(data)] = ("application/vnd.oci.image.manifest.v1+json", data)
    tag = registry.tags.get(pushed.digest.replace(":", "-"))
    if tag:
        index = json.loads(registry.manifests[tag][1])
        index["manifests"] += [7, {"digest": digest_of(data), "artifactType": BUNDLE}, {}]
        registry.manifests[tag] = (
            "application/vnd.oci.image.index.v1+json",
            json.dumps(index).encode(),
        )
    found = referrers.bundles(pushed, ENV)
    assert len(found) == 4
    assert found[-1].data == b""


def test_a_referrer_of_another_kind(
    box: Sigstore, registry: Registry, pushed: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(referrers, "BUNDLE", "application/vnd.example.report")
        _attached(box, pushed)
    assert referrers.bundles(pushed, ENV) == []


def test_not_more_than_a_hundred(
    box: Sigstore, pushed: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    _attached(box, pushed)
    monkeypatch.setattr(referrers, "MOST", 2)
    assert len(referrers.bundles(pushed, ENV)) == 2
