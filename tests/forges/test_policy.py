"""The stage `policy` in the pipelines of both forges, with the real conftest and Checkov."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.forges.one_stage import BOTH, Forge, on
from tests.forges.push import pushed
from tests.support import Workshop, commit, git, require

INSECURE = "RUN curl --insecure https://example.com/a -o /tmp/a\nWORKDIR"
GRANTED = """
waivers:
  - rule: CKV2_DOCKER_2
    scope: Dockerfile
    reason: The certificate of the mirror comes next week.
    owner: "@acme/platform"
    expires: 2999-12-31
"""


@pytest.fixture(autouse=True)
def _real_conftest() -> None:
    require(shutil.which("conftest"), "conftest")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("forge", BOTH)
def test_the_good_twin(forge: str, workshop: Workshop) -> None:
    """The push of a service that changed nothing since."""
    reports = pushed(workshop, forge).run.reports("policy")
    report = json.loads((reports / "policy.json").read_text())
    assert (report["verdict"], report["notes"]) == ("passed", [])
    assert "conftest and checkov" in report["summary"]


@on("github")
def test_what_either_engine_finds_stops_the_train(
    service: Path, tmp_path: Path, forge: Forge
) -> None:
    git(service, "checkout", "-q", "-b", "topic")
    edit(service / "Dockerfile", "USER 65532:65532", "USER root")
    edit(service / "Dockerfile", "WORKDIR", INSECURE)
    commit(service, "planted")
    result, report = forge(service, tmp_path / "out", "policy")
    assert (result, report["verdict"]) == ("failure", "failed")
    assert {finding["rule"] for finding in report["findings"]} == {"image-user", "CKV2_DOCKER_2"}


@on("gitlab")
def test_a_waiver_is_listed_and_a_weaker_gate_waits(
    service: Path, tmp_path: Path, forge: Forge
) -> None:
    git(service, "checkout", "-q", "-b", "topic")
    edit(service / "Dockerfile", "WORKDIR", INSECURE)
    policy = service / "policy.yaml"
    policy.write_text(policy.read_text("utf-8") + GRANTED, "utf-8")
    edit(service / "goldenpath.toml", "max = 0.02", "max = 0.2")
    commit(service, "planted")
    result, report = forge(service, tmp_path / "out", "policy")
    assert (result, report["verdict"]) == ("success", "approval"), report["summary"]
    assert {finding["rule"] for finding in report["findings"]} == {"ai-gates"}
    assert [note["rule"] for note in report["notes"]] == ["CKV2_DOCKER_2"]
    waiver = report["notes"][0]["waiver"]
    assert (waiver["owner"], waiver["expires"]) == ("@acme/platform", "2999-12-31")
