"""What a train reaches outside of its forge, on loopback: a registry, Sigstore, clusters, the
forge's word.

The two tools that tell of vulnerabilities are stubs (stubs/): their databases cannot be reached.
All else is real: the image is built by buildah, started, signed by Sigstore's library and pushed.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import yaml
from goldenpath_gates.delivery import branches
from goldenpath_gates.delivery.remote import Remote
from goldenpath_gates.registry import reference

from tests import cluster_box, registry_box, sigstore_box
from tests.cluster_box import Place
from tests.support import commit

SECRETS = {
    "GOLDENPATH_REGISTRY_USER": registry_box.USER,
    "GOLDENPATH_REGISTRY_PASSWORD": registry_box.PASSWORD,
}
TRUST = "sigstore-of-this-test.json"
SETTINGS = """
[signing]
repository = "{source}"
issuer = "{issuer}"
workflow = "{workflow}"
trust_config = "{trust}"
"""
# The route is a player's, so this is about the train; how the stage judges is tests/gates/load.
LOAD = """
[load]
seconds = 4
smoke_rate = 20
burst = 1
probe_rate = 40
faults = []
"""
BEFORE = "a" * 64
"""Digest of the release that runs before the push."""
GUARDED = ("/environments/canary", "/protected_environments/canary")
_REVIEWERS = {"type": "required_reviewers", "reviewers": [{}], "prevent_self_review": True}
_GITHUB_GUARD = {"protection_rules": [_REVIEWERS]}
_GITLAB_GUARD = {"required_approval_count": 1, "deploy_access_levels": []}
SOURCES = {
    "github": "https://github.com/acme/svc",
    "gitlab": "https://gitlab.com/acme/svc",
}
ISSUERS = {"github": sigstore_box.GITHUB, "gitlab": sigstore_box.GITLAB}
WORKFLOWS = {"github": ".github/workflows/goldenpath.yml", "gitlab": ".gitlab-ci.yml"}


@dataclass(frozen=True)
class Outside:
    """What is outside of one service's forge. It answers while it is `serving`, always at the same
    addresses, since the service is committed with them; put away, it keeps what was left there."""

    registry: registry_box.Registry
    sigstore: sigstore_box.Sigstore
    clusters: cluster_box.Box

    @contextmanager
    def serving(self) -> Iterator[Outside]:
        with self.registry.serving(), self.sigstore.serving(), self.clusters.serving():
            yield self

    @property
    def repository(self) -> str:
        """Where the image goes."""
        return f"{self.registry.host}/acme/svc"

    @property
    def secrets(self) -> dict[str, str]:
        """What lets a job in."""
        return SECRETS | self.clusters.secrets

    @property
    def identity(self) -> str:
        """Where a job of GitHub asks who it is."""
        return self.sigstore.identity

    def rewind(self) -> None:
        """The environments as they were before the push."""
        remote = self.clusters.remote
        shutil.rmtree(remote)
        shutil.copytree(_kept(remote), remote)
        self.clusters.places.clear()
        for name in self.clusters.environments:
            self.clusters.places[name] = Place(running=BEFORE, target=BEFORE, revision=1)

    def token(self) -> str:
        """What a job of GitLab is given."""
        return self.sigstore.token(self.sigstore.claims)


@contextmanager
def outside(service: Path, forge: str) -> Iterator[Outside]:
    """Everything started, and named in the settings of the service, which are committed."""
    host = f"127.0.0.1:{free_port()}"
    sigstore = sigstore_box.Sigstore(f"http://127.0.0.1:{free_port()}")
    clusters = cluster_box.Box(
        service.parent / "environments.git", free_port(), slug=_slug(service)
    )
    clusters.create_remote()
    clusters.pages = {end: _GITHUB_GUARD | _GITLAB_GUARD for end in GUARDED}
    world = Outside(registry_box.Registry(host=host), sigstore, clusters)
    with world.serving():
        trust = json.dumps(json.loads(world.sigstore.trust_config), indent=2)
        (service / TRUST).write_text(f"{trust}\n")
        _ship_to(service, world)
        with (service / "goldenpath.toml").open("a") as settings:
            signing = SETTINGS.format(
                source=SOURCES[forge], issuer=ISSUERS[forge], workflow=WORKFLOWS[forge], trust=TRUST
            )
            settings.write(f"{clusters.settings()}{LOAD}{signing}")
        world.sigstore.claims = _claims(forge, commit(service, "where the image goes"))
        _release_before(service, world)
        yield world


def _release_before(service: Path, world: Outside) -> None:
    """What the push takes the place of, and a failed one goes back to."""
    remote = world.clusters.remote
    image = reference.parse(f"{world.repository}@sha256:{BEFORE}")
    with branches.opened(Remote(str(remote)), service, {"PATH": os.environ["PATH"]}) as opened:
        for name in world.clusters.environments:
            opened.deploy(name, image)
    shutil.copytree(remote, _kept(remote))
    world.rewind()


def _kept(remote: Path) -> Path:
    return remote.with_name("environments-before.git")


def _slug(service: Path) -> str:
    answers = yaml.safe_load((service / ".copier-answers.yml").read_text())
    return re.sub("[^a-z0-9]+", "-", answers["project_name"].lower()).strip("-")


def _ship_to(service: Path, world: Outside) -> None:
    """Another registry than the template's, and none of its environments."""
    settings = service / "goldenpath.toml"
    text, found = re.subn(
        r"(?ms)^(# [^\n]*\n)?\[delivery\].*?(?=^\[(?!delivery)|\Z)", "", settings.read_text()
    )
    assert found, "goldenpath.toml has no [delivery]"
    settings.write_text(text)
    (asked,) = re.findall(r'^\[image\]\nrepository = "(.*)"$', text, re.MULTILINE)
    for path in (settings, *service.glob("deploy/**/*.yaml")):
        path.write_text(path.read_text().replace(asked, world.repository))
    policy = service / "policy.yaml"
    text = policy.read_text().replace(asked.rpartition("/")[0], world.registry.host)
    policy.write_text(text)


def free_port() -> int:
    """Below those that the kernel gives to whoever asks for any: nobody takes it in between."""
    while True:
        port = random.randrange(20000, 32000)  # noqa: S311 - nothing is protected
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _claims(forge: str, sha: str) -> sigstore_box.Claims:
    if forge == "gitlab":
        return sigstore_box.gitlab("acme/svc", sha=sha)
    signer = "acme/svc/.github/workflows/goldenpath.yml@refs/heads/main"
    return sigstore_box.github("acme/svc", sha=sha, signer=signer)
