from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.config import Config
from goldenpath_gates.delivery import branches, canary, promotion, reaper, rollout, staging
from goldenpath_gates.delivery.pace import Pace
from goldenpath_gates.delivery.remote import Remote
from goldenpath_gates.registry import reference
from goldenpath_gates.report import Judgement
from goldenpath_gates.service import free_port

from tests.cluster_box import Box, Place
from tests.gates.support import CONFIG, repository, write

OLDER, OLD, NEW = "9" * 64, "a" * 64, "b" * 64
REGIONS = ("main", "eu")
IMAGE = "registry.example.com/acme/answers"
STAGES = {
    "staging": staging.delivered,
    "canary": canary.released,
    "rollout": rollout.released,
}
RELEASE = f"""\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images:
  - name: {IMAGE}
    digest: sha256:{"0" * 64}
configMapGenerator:
  - name: answers-env
    behavior: merge
    literals: [RELEASE=000000000000]
"""
FOLLOWS = f"""\
kind: OCIRepository
spec:
  url: oci://{IMAGE}-deploy
  ref:
    digest: sha256:{"0" * 64}
"""
SLO = """\
apiVersion: openslo/v1
kind: Service
metadata:
  name: answers
  annotations:
    goldenpath.dev/peak-requests-per-second: "20"
    goldenpath.dev/least-requests: "20"
spec: {}
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: answers-availability
  annotations:
    goldenpath.dev/gates: alert,canary,load,freeze
spec:
  description: Share of requests that are answered.
  service: answers
  budgetingMethod: Occurrences
  timeWindow: [{duration: 30d, isRolling: true}]
  indicator:
    metadata: {name: answers-errors}
    spec:
      ratioMetric:
        counter: true
        bad:
          metricSource:
            type: Prometheus
            spec:
              query: http_server_request_duration_seconds_count{http_response_status_code=~"5.."}
        total:
          metricSource:
            type: Prometheus
            spec:
              query: http_server_request_duration_seconds_count{}
  objectives:
    - displayName: answered
      target: 0.995
"""
GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/answers",
    "GITHUB_RUN_ID": "42",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_PROJECT_ID": "7",
    "CI_PIPELINE_URL": "https://gitlab.com/acme/answers/-/pipelines/42",
}


@dataclass
class Clock:
    """Time that passes only where somebody waits."""

    now: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def pace(self) -> Pace:
        return Pace(1.0, lambda: self.now, self.sleep)


@dataclass
class World:
    root: Path
    box: Box
    env: dict[str, str]
    clock: Clock = field(default_factory=Clock)

    @property
    def config(self) -> Config:
        return config.load(self.root)

    def promote(self, digest: str, **more: str) -> None:
        body = {"version": 1, "image": f"{IMAGE}@sha256:{digest}", "tag": f"1-{digest[:12]}"}
        write(self.root, {"reports/publish/promotion.json": json.dumps(body | more)})

    def run(self, stage: str) -> Judgement:
        return STAGES[stage](self.root, self.config, self.env, self.clock.pace)

    def reap(self) -> Judgement:
        return reaper.reaped(self.root, self.config, self.env, self.clock.pace)


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the repository of a service and its remote, in which OLD runs everywhere."""
    folder = tmp_path_factory.mktemp("delivery")
    box = Box(folder / "remote.git", 1, regions=REGIONS)
    box.create_remote()
    release = {f"deploy/overlays/{name}/release/kustomization.yaml" for name in box.environments}
    follows = {f"deploy/flux/{name}.yaml" for name in box.environments}
    files = {
        **dict.fromkeys(follows, FOLLOWS),
        "deploy/base/deployment.yaml": "kind: Deployment\n",
        "flags/flags.json": "{}\n",
        "slo.yaml": SLO,
        "src/main.py": "print()\n",
        ".gitignore": "reports/\n",
        **dict.fromkeys(release, RELEASE),
    }
    service = write(folder / "service", files)
    repository(service)
    env = {"PATH": os.environ["PATH"]}
    with branches.opened(Remote(str(box.remote)), service, env) as opened:
        for name in box.environments:
            for digest in (OLDER, OLD):
                opened.deploy(name, reference.parse(f"{IMAGE}@sha256:{digest}"))
    return folder


@pytest.fixture
def world(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[World]:
    """A service of two regions whose image NEW is published, and OLD runs everywhere."""
    monkeypatch.setattr(promotion, "verify", lambda *_: None)
    folder = tmp_path / "world"
    shutil.copytree(before, folder)
    box = Box(folder / "remote.git", free_port(), regions=REGIONS, timeout=18)
    for name in box.environments:
        box.places[name] = Place(running=OLD, target=OLD, revision=2)
    root = write(folder / "service", {"goldenpath.toml": CONFIG + box.settings()})
    monkeypatch.chdir(root)
    forge = getattr(request, "param", GITHUB)
    api = {"GITHUB_API_URL": box.forge_api, "CI_API_V4_URL": box.forge_api}
    env = {**forge, **api, **box.secrets, "PATH": os.environ["PATH"]}
    with box.serving():
        world = World(root, box, env)
        world.promote(NEW)
        yield world
