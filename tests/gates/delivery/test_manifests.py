"""What Flux gets: manifests as an artifact, signed, and followed by their digest."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from goldenpath_gates import config, publishing
from goldenpath_gates.delivery import manifests
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry import reference
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.signing import identity, referrers, trust
from goldenpath_gates.signing.opened import opened

from tests import registry_box, sigstore_box
from tests.gates.delivery.conftest import FOLLOWS, IMAGE, NEW, RELEASE
from tests.gates.support import CONFIG, git, repository, write
from tests.sigstore_box import Sigstore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gates.delivery.conftest import World

PATH = "deploy/overlays/staging/release/kustomization.yaml"
MANIFESTS = f"{IMAGE}-deploy@sha256:{'d' * 64}"


def files(content: bytes) -> Mapping[str, str]:
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(content))) as archive:
        read = {member.name: archive.extractfile(member) for member in archive}
        return {name: file.read().decode() for name, file in read.items() if file}


def service(folder: Path, image: str) -> Path:
    there = {
        PATH: RELEASE.replace(IMAGE, image),
        "deploy/base/a.yaml": "a: 1\n",
        "flags/flags.json": "{}\n",
        "src/main.py": "print()\n",
    }
    root = write(folder / "service", there)
    repository(root)
    return root


def test_the_artifact_is_pinned_signed_and_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, sigstore = registry_box.Registry(), Sigstore()
    with registry.serving() as host, sigstore.serving() as env:
        root = service(tmp_path, f"{host}/acme/answers")
        image = reference.parse(f"{host}/acme/answers@sha256:{NEW}")
        head = git(root, "rev-parse", "HEAD")
        sigstore.claims = sigstore_box.github("acme/answers", sha=head)
        settings = (
            '[signing]\ntrust_config = "t.json"\nworkflow = ".github/workflows/goldenpath.yml"\n'
        )
        write(root, {"goldenpath.toml": CONFIG + settings, "t.json": sigstore.trust_config})
        told = config.load(root)
        job = {
            **{**env, **registry_box.ENV, "GITHUB_ACTIONS": "true", "GITHUB_SHA": head},
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "acme/answers",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_RUN_ID": "7",
        }
        for key, value in env.items():  # where the library looks that asks who we are
            monkeypatch.setenv(key, value)
        name = publishing._manifests(root, told, job, image)
        assert publishing._manifests(root, told, job, image) == name
        place = reference.parse(name)
        assert str(place.repository) == f"{host}/acme/answers-deploy"
        who = identity.expected(told.signing, job, root)
        for bundle in referrers.bundles(place, job):
            payload, claims = opened(bundle, who, trust.read(told.signing, root))
            assert json.loads(payload)["subject"][0]["digest"]["sha256"] in name
            assert claims.commit == head
        body = json.loads(registry.manifests[place.digest][1])
        assert body["config"]["mediaType"] == manifests.CONFIG
        assert [row["mediaType"] for row in body["layers"]] == [manifests.CONTENT]
        found = files(registry.blobs[body["layers"][0]["digest"]])
        assert f"sha256:{NEW}" in found[PATH]
        assert f"RELEASE={NEW[:12]}" in found[PATH]
        assert set(found) == {PATH, "deploy/base/a.yaml", "flags/flags.json"}


def test_a_tag_that_names_something_else_is_refused(tmp_path: Path) -> None:
    registry = registry_box.Registry()
    with registry.serving() as host:
        root = service(tmp_path, f"{host}/acme/answers")
        image = reference.parse(f"{host}/acme/answers@sha256:{NEW}")
        artifact = manifests.built(root, image, "https://github.com/acme/answers")
        manifests.push(artifact, registry_box.ENV)
        registry.tags[artifact.place.tag or ""] = next(iter(registry.manifests))
        other = registry_box.image(tmp_path / "image")
        registry.tags[artifact.place.tag or ""] = other
        registry.manifests[other] = (registry_box.MANIFEST, b"{}")
        with pytest.raises(RefusedError, match="verify-tag"):
            manifests.push(artifact, registry_box.ENV)


def test_without_overlays_there_is_nothing_to_deploy(tmp_path: Path) -> None:
    root = write(tmp_path / "service", {"deploy/base/a.yaml": "a: 1\n"})
    repository(root)
    with pytest.raises(IncompleteError, match="nothing for Flux to deploy"):
        manifests.built(root, reference.parse(f"{IMAGE}@sha256:{NEW}"), "")
    with pytest.raises(IncompleteError, match="git gives nothing of deploy, flags"):
        manifests.built(_bare(tmp_path), reference.parse(f"{IMAGE}@sha256:{NEW}"), "")


def _bare(folder: Path) -> Path:
    root = write(folder / "bare", {"a": "a"})
    repository(root)
    return root


def flux(world: World) -> None:
    world.box.gitops = "flux"
    (world.root / "goldenpath.toml").write_text(CONFIG + world.box.settings())


def test_a_deployment_names_the_manifests_too(world: World) -> None:
    flux(world)
    world.promote(NEW, manifests=MANIFESTS)
    assert world.run("staging").verdict == "passed"
    text = world.box.file("environments/staging", "deploy/flux/staging.yaml")
    assert f"digest: sha256:{'d' * 64}" in text
    other = world.box.file("environments/staging", "deploy/flux/production-eu.yaml")
    assert other == FOLLOWS


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "names no manifests"),
        ({"manifests": f"{IMAGE}:1"}, "names no digest"),
        ({"manifests": MANIFESTS.replace("answers", "other")}, "follow something else"),
    ],
)
def test_flux_follows_nothing_else(world: World, more: dict[str, str], says: str) -> None:
    flux(world)
    world.promote(NEW, **more)
    with pytest.raises(IncompleteError, match=says):
        world.run("staging")
    assert len(world.box.commits("staging")) == 2
