"""What the stage `publish` lets out, to a registry and a Sigstore on loopback, and what not."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config, publishing, report
from goldenpath_gates.errors import GoldenpathError
from goldenpath_gates.registry import reference
from goldenpath_gates.signing import referrers
from goldenpath_gates.signing.identity import Identity
from goldenpath_gates.signing.settings import Signing
from goldenpath_gates.signing.trust import read as trusted
from goldenpath_gates.signing.verify import verify

from tests import registry_box, sigstore_box
from tests.gates.support import a_report, repository, write

BASE = "sha256:" + "b" * 64
SOURCE = "https://github.com/acme/answers"
WORKFLOW = ".github/workflows/goldenpath.yml"
BEFORE = ("lint", "unit", "contract", "policy", "eval", "sbom", "image")


@dataclass
class World:
    """A service after its train on GitHub, and what lies around it."""

    root: Path
    registry: registry_box.Registry
    sigstore: sigstore_box.Sigstore
    env: dict[str, str]
    digest: str

    @property
    def reports(self) -> Path:
        return self.root / "reports-in"

    def results(self, **changes: str) -> None:
        ended = dict.fromkeys(BEFORE, "success") | changes
        told = {job: {"result": result} for job, result in ended.items()}
        self.env["GOLDENPATH_RESULTS"] = json.dumps(told)

    def publish(self) -> report.Judgement:
        return publishing.published(self.root, config.load(self.root), self.env)


@pytest.fixture
def world(service: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    registry, sigstore = registry_box.Registry(), sigstore_box.Sigstore()
    with registry.serving() as host, sigstore.serving() as env:
        settings = (
            f'[image]\nrepository = "{host}/acme/answers"\n[signing]\ntrust_config = "t.json"\n'
        )
        own = {"t.json": sigstore.trust_config, ".gitignore": "reports*\ndist\n"}
        write(service, {"goldenpath.toml": (service / "goldenpath.toml").read_text() + settings})
        write(service, own)
        head = repository(service)
        sigstore.claims = sigstore_box.github("acme/answers", sha=head)
        digest = registry_box.image(service / "dist/image")
        job = {
            **env,
            "CI": "true",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "acme/answers",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": head,
            "GITHUB_RUN_ID": "7",
            "GOLDENPATH_REGISTRY_USER": registry_box.USER,
            "GOLDENPATH_REGISTRY_PASSWORD": registry_box.PASSWORD,
        }
        for name, value in job.items():
            monkeypatch.setenv(name, value)
        caller = f"jobs:\n  train:\n    uses: $/{WORKFLOW}\n"
        write(service, {".github/workflows/ci.yml": caller})
        found = World(service, registry, sigstore, job, digest)
        _reports(found, head)
        found.results()
        yield found


def _reports(world: World, head: str) -> None:
    labels = {
        "org.opencontainers.image.version": "1.2.3+x",
        "org.opencontainers.image.base.name": "docker.io/library/python",
        "org.opencontainers.image.base.digest": BASE,
    }
    record = {"version": 1, "name": "tiny", "digest": world.digest, "labels": labels}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}
    for stage in BEFORE:
        folder = world.reports / f"reports-{stage}"
        named: tuple[str, ...] = ()
        if stage == "image":
            named = ("reports/image/image.json", "reports/image/bom.cdx.json")
            files = {"image/image.json": json.dumps(record), "image/bom.cdx.json": json.dumps(bom)}
            write(folder, files)
        body = a_report(stage=stage, commit=head, artifacts=named).to_json()
        write(folder, {f"{stage}.json": json.dumps(body)})


def promotion(world: World) -> Any:
    return json.loads((world.root / "reports/publish/promotion.json").read_text())


def test_what_was_judged_is_pushed_and_signed(world: World) -> None:
    done = world.publish()
    assert done.verdict == "passed", done.findings
    said = promotion(world)
    assert said["image"] == f"{world.registry.host}/acme/answers@{world.digest}"
    assert world.registry.tags == {f"1.2.3-x-{world.digest[7:19]}": world.digest}
    image = reference.parse(said["image"])
    who = Identity(sigstore_box.GITHUB, SOURCE, f"{SOURCE}/{WORKFLOW}", "refs/heads/main")
    bundles = referrers.bundles(image, world.env)
    bom = world.reports / "reports-image/image/bom.cdx.json"
    found = verify(image, bundles, who, trusted(Signing(trust_config="t.json"), world.root), bom)
    assert len(found.statements) == 3
    assert found.commit == world.env["GITHUB_SHA"]
    provenance = found.statements["https://slsa.dev/provenance/v1"].predicate
    dependencies = provenance["buildDefinition"]["resolvedDependencies"]
    assert {"sha256": BASE[7:]} in [each["digest"] for each in dependencies]


def test_published_again_it_is_the_same(world: World) -> None:
    world.publish()
    first = promotion(world)
    world.publish()
    assert promotion(world) == first


def layer(world: World) -> None:
    """Of the image, after it was judged."""
    manifest = json.loads((world.root / "dist/image/index.json").read_text())["manifests"][0]
    blobs = world.root / "dist/image/blobs/sha256"
    body = json.loads((blobs / manifest["digest"][7:]).read_text())
    (blobs / body["layers"][0]["digest"][7:]).write_bytes(b"layer 0ne")


def other_image(world: World) -> None:
    shutil.rmtree(world.root / "dist/image")
    registry_box.image(world.root / "dist/image", (b"another",))


def other_bom(world: World) -> None:
    (world.reports / "reports-image/image/bom.cdx.json").unlink()


def failed_stage(world: World) -> None:
    path = world.reports / "reports-unit/unit.json"
    path.write_text(path.read_text().replace('"passed"', '"failed"'))


def missing_stage(world: World) -> None:
    (world.reports / "reports-contract/contract.json").unlink()


def job_that_failed(world: World) -> None:
    world.results(eval="failure")


def other_commit(world: World) -> None:
    path = world.reports / "reports-policy/policy.json"
    path.write_text(path.read_text().replace(world.env["GITHUB_SHA"], "1" * 40))


def moved_tag(world: World) -> None:
    other = b"{}"
    digest = f"sha256:{hashlib.sha256(other).hexdigest()}"
    world.registry.manifests[digest] = (registry_box.MANIFEST, other)
    world.registry.tags[f"1.2.3-x-{world.digest[7:19]}"] = digest


def closed_registry(world: World) -> None:
    world.registry.faults.fail = [403] * 9


def no_identity(world: World) -> None:
    del world.env["ACTIONS_ID_TOKEN_REQUEST_URL"]


def sigstore_down(world: World) -> None:
    world.sigstore.broken = "fulcio"


def another_workflow(world: World) -> None:
    signer = "acme/answers/.github/workflows/mine.yml@refs/heads/main"
    world.sigstore.claims = sigstore_box.github(
        "acme/answers", sha=world.env["GITHUB_SHA"], signer=signer
    )


def another_branch(world: World) -> None:
    world.env["GITHUB_REF"] = "refs/heads/topic"
    claims: Mapping[str, Any] = sigstore_box.github(
        "acme/answers", ref="refs/heads/topic", sha=world.env["GITHUB_SHA"]
    )
    world.sigstore.claims = claims


# What is wrong, the exit code, words of the message, and whether the registry stays empty.
REFUSED: list[tuple[Callable[[World], None], int, str]] = [
    (layer, 1, "verify-digest"),
    (other_image, 1, "only what was judged ships"),
    (other_bom, 3, "bom.cdx.json was not handed on"),
    (failed_stage, 1, "unit: failed"),
    (missing_stage, 3, "contract: not run"),
    (job_that_failed, 3, "eval: incomplete"),
    (other_commit, 3, "policy: incomplete"),
    (moved_tag, 1, "verify-tag"),
    (closed_registry, 3, "403"),
    (no_identity, 3, "nothing says who signs"),
    (sigstore_down, 3, "Sigstore did not sign"),
    (another_workflow, 1, "verify-workflow"),
    (another_branch, 1, "verify-ref"),
]


@pytest.mark.parametrize(
    ("wrong", "code", "said"), REFUSED, ids=[wrong.__name__ for wrong, *_ in REFUSED]
)
def test_refused(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Callable[[World], None],
    code: int,
    said: str,
) -> None:
    wrong(world)
    for name in ("ACTIONS_ID_TOKEN_REQUEST_URL",):
        if name not in world.env:
            monkeypatch.delenv(name)
    with pytest.raises(GoldenpathError) as refused:
        world.publish()
    assert refused.value.exit_code == code, refused.value
    assert said in str(refused.value)
    assert registry_box.PASSWORD not in str(refused.value)
    assert world.digest not in world.registry.manifests
    assert not (world.root / "reports/publish/promotion.json").exists()
