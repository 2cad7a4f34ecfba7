"""The pipelines of a rendered service are executed: real stages, the forge alone is played."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.forges.outside import Outside
from tests.forges.push import (
    DELIVERY,
    HOSTILE,
    HOSTILE_BRANCH,
    NIGHT,
    PREVIEW,
    gitlab_texts,
    pushed,
)
from tests.forges.service import (
    CALLER,
    FORK,
    LIBRARY,
    brief,
    edit_prompt,
    job_env,
    pull_request,
    record,
    stage_results,
)
from tests.forges.support import GithubRun, GitlabRun, github_run, gitlab_merged, gitlab_run
from tests.support import (
    ROOT,
    Library,
    Workshop,
    commit,
    fresh_copy,
    git,
    key_like,
)

STAGES = ("lint", "unit", "contract", "policy", "eval", "sbom", "image", "required")
# On GitHub the job of a sign-off is skipped where none is needed; on GitLab it records just that.
RELEASED = dict.fromkeys(DELIVERY, "success")
SIGNED_OFF = ("policy", "eval")
GITHUB_GREEN = (
    dict.fromkeys(STAGES, "success")
    | dict.fromkeys((*PREVIEW, *NIGHT), "skipped")
    | dict.fromkeys(DELIVERY, "skipped")
    | {f"{stage}-approval": "skipped" for stage in SIGNED_OFF}
)


def sign_off(stage: str) -> tuple[str, str, str]:
    asked = f"{stage}-approval-asked"
    return (asked, f"[{asked}] -> spared", f"{stage}-approval")


# `image` is a keyword there.
GITLAB_STAGES = tuple("image-stage" if stage == "image" else stage for stage in STAGES)
GITLAB_GREEN = dict.fromkeys(
    (*GITLAB_STAGES, *(job for stage in SIGNED_OFF for job in sign_off(stage))), "success"
)
BEFORE_IMAGE = {"lint", "unit", "sbom"}


def failing_test(service: Path) -> None:
    (service / "tests" / "test_planted.py").write_text(
        "def test_planted() -> None:\n    assert 0\n"
    )


def unformatted_code(service: Path) -> None:
    with next(service.glob("src/*/app.py")).open("a") as f:
        f.write("\n\nplanted = {  'a':1 }\n")


def conflict_marker(service: Path) -> None:
    with (service / "README.md").open("a") as f:
        f.write("\n<<<<<<< before updating\n=======\n>>>>>>> after updating\n")


def bad_prompt(service: Path) -> None:
    edit_prompt(service, "{{ question }}", "{{ qestion }}")


def unbumped_prompt(service: Path) -> None:
    edit_prompt(service, "description: Answers one", "description: Answers a")


def planted_key(service: Path) -> None:
    with next(service.glob("src/*/app.py")).open("a") as f:
        f.write(f'\n\nCLIENT = ("{key_like()}",)\n')


def high_floor(service: Path) -> None:
    settings = service / "goldenpath.toml"
    settings.write_text(settings.read_text().replace("floor = 0", "floor = 100"))


def image_that_does_not_start(service: Path) -> None:
    dockerfile = service / "Dockerfile"
    text = re.sub(r"(?m)^CMD .*", 'CMD ["python", "-m", "nobody"]', dockerfile.read_text())
    dockerfile.write_text(text)


def undeclared_model(service: Path) -> None:
    settings = service / "goldenpath.toml"
    declared = 'name = "gpt-4.1-mini"'
    settings.write_text(settings.read_text().replace(declared, 'name = "another"'))


def stale_lock(service: Path) -> None:
    project = service / "pyproject.toml"
    added = project.read_text().replace("dependencies = [", 'dependencies = ["iniconfig",', 1)
    project.write_text(added)


def no_lock(service: Path) -> None:
    (service / "uv.lock").unlink()


@pytest.fixture
def service(workshop: Workshop, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """How well it answers is not the question here."""
    return fresh_copy(brief(workshop, getattr(request, "param", "defaults")), tmp_path)


IDENTITY = {"id-token": "write"}
DEPLOYER = {"contents": "write", "packages": "read", **IDENTITY}
REVERTER = {**DEPLOYER, "pull-requests": "write"}
# Of the jobs that may more than read the repository.
RIGHTS = {
    "publish": {
        "contents": "read",
        "packages": "write",
        "attestations": "write",
        **IDENTITY,
    },
    "staging": DEPLOYER,
    "canary": {**REVERTER, "actions": "read"},
    "rollout": REVERTER,
}


def is_released(world: Outside, published: Path, built: Path) -> None:
    """One digest, from the build to the registry, signed by this pipeline for all to verify."""
    digest = json.loads((built / "image/image.json").read_text())["digest"]
    promotion = json.loads((published / "publish/promotion.json").read_text())
    assert promotion["image"] == f"{world.repository}@{digest}"
    assert digest in world.registry.manifests
    assert world.registry.tags == {promotion["tag"]: digest}
    bundles = sorted(path.name for path in (published / "publish").glob("*.sigstore.json"))
    assert bundles == [f"{name}.sigstore.json" for name in ("evidence", "provenance", "sbom")]


Change = Callable[[Path], None]
# What is planted, all in one change; the stage that must turn red for it, and the rule or the
# figure that must say so: a train for each says no more.
PLANTED: list[tuple[Change, str, str]] = [
    (unformatted_code, "lint", "ruff-format"),
    (conflict_marker, "lint", "check-conflicts"),
    (unbumped_prompt, "lint", "prompt-version"),
    (planted_key, "lint", "no-hardcoded-keys"),
    (failing_test, "unit", "tests failed"),
    (high_floor, "unit", "coverage"),
    (undeclared_model, "sbom", "sbom-model"),
]
RED = {stage for _, stage, _ in PLANTED}
UNJUDGED = {"unit", "contract", "sbom"}
# What several stages see, or a late one: these alone, on one forge.
OF_SOME: list[tuple[Change, set[str]]] = [
    (bad_prompt, {"lint", "unit", "contract"}),
    (stale_lock, {"unit", "contract", "sbom"}),
    (image_that_does_not_start, {"image"}),
]


def plant(service: Path, *changes: Change) -> None:
    git(service, "checkout", "-q", "-b", "topic")
    for change in changes:
        change(service)
    commit(service, "planted")


def each_says_why(run: GithubRun | GitlabRun) -> None:
    for change, stage, reason in PLANTED:
        report = json.loads((run.reports(stage) / f"{stage}.json").read_text())
        assert report["verdict"] == "failed"
        rules = {finding["rule"] for finding in report["findings"]}
        broken = {figure["name"] for figure in report["figures"] if figure.get("passed") is False}
        assert reason in rules | broken, change.__name__


def github_jobs(red: set[str]) -> dict[str, str]:
    skipped = {"eval": "skipped"} if "unit" in red else {}
    skipped |= {"image": "skipped"} if red & BEFORE_IMAGE else {}
    return {**GITHUB_GREEN, **skipped, **dict.fromkeys((*red, "required"), "failure")}


def gitlab_jobs(red: set[str]) -> dict[str, str]:
    """Where a job is skipped, gitlab-ci-local does not start `required`, which GitLab does."""
    jobs = {**GITLAB_GREEN, **dict.fromkeys((*red, "required"), "failure")}
    if red & BEFORE_IMAGE:
        jobs |= dict.fromkeys(("image-stage", "required"), "skipped")
    if "unit" in red:
        asked, spared, released = sign_off("eval")
        del jobs[spared]
        jobs |= dict.fromkeys(("eval", "required", asked, released), "skipped")
    return jobs


def test_github_push(workshop: Workshop) -> None:
    push = pushed(workshop, "github")
    run = push.run
    assert isinstance(run, GithubRun)
    assert stage_results(run.results) == GITHUB_GREEN | RELEASED, run.log
    body = record(run.artifacts / "evidence")
    assert (body["verdict"], body["event"]) == ("passed", "main")
    required = next(job for name, job in run.jobs.items() if name.endswith("required"))
    assert "passed" in required.summary
    started = {name: job for name, job in run.jobs.items() if job.steps}
    rights = {name.rpartition("/")[2].strip(): job.permissions for name, job in started.items()}
    assert {stage: rights.pop(stage) for stage in RIGHTS} == RIGHTS
    assert all(granted == {"contents": "read"} for granted in rights.values())
    assert not [leak for job in run.jobs.values() for leak in job.leaks]
    is_released(push.world, run.reports("publish"), run.reports("image"))


@pytest.mark.parametrize("service", ["ghes"], indirect=True)
def test_github_enterprise(service: Path, tmp_path: Path) -> None:
    """What has another form there: artifacts are handed on by name, and gathered all at once."""
    run = github_change(service, tmp_path / "out", only=["lint", "sbom", "image", "required"])
    passed = ("lint", "sbom", "image")
    assert stage_results(run.results) == dict.fromkeys(passed, "success") | {"required": "failure"}
    stages: Any = record(run.artifacts / "evidence")["stages"]
    assert [row["stage"] for row in stages if row["outcome"] == "passed"] == sorted(
        passed, key=STAGES.index
    )


@pytest.mark.parametrize("service", ["github-referenced", "ghes-referenced"], indirect=True)
def test_github_referenced(service: Path, tmp_path: Path) -> None:
    """One job: that the train is found; what is in it is what the others vendor, by parity."""
    run = github_run(
        service,
        CALLER,
        "push",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY,
        map={"acme/goldenpath": ROOT},
        only=["lint"],
    )
    assert stage_results(run.results) == {"lint": "success"}, run.log


def test_github_fork_without_the_library(service: Path, library: Library, tmp_path: Path) -> None:
    """A fork sees no GOLDENPATH_SOURCE: where its pin leads nowhere, nothing may look judged."""
    ci = service / "ci"
    ci.write_text(ci.read_text().replace(str(library.checkout), f"{library.checkout}-gone"))
    commit(service, "a pin that leads nowhere")
    run = github_run(
        service,
        CALLER,
        "pull_request",
        out=tmp_path / "out",
        fork=True,
        env=job_env() | FORK,
        variables=LIBRARY,
    )
    assert run.exit_code == 1
    red = ("lint", "unit", "contract", "policy", "sbom", "required")
    stopped = dict.fromkeys(red, "failure")
    assert stage_results(run.results) == {**github_jobs({"unit"}), **stopped}, run.log
    failed = [step for job in run.jobs.values() for step in job.steps if step.exit_code]
    assert {step.exit_code for step in failed if "Run " in step.name or "Judge" in step.name} == {3}


def github_change(service: Path, out: Path, **options: Any) -> GithubRun:
    return github_run(
        service,
        CALLER,
        "pull_request",
        out=out,
        event_json=pull_request(),
        env=job_env(),
        variables=LIBRARY,
        **options,
    )


def test_github_planted(service: Path, tmp_path: Path) -> None:
    plant(service, *(change for change, _, _ in PLANTED))
    run = github_change(service, tmp_path / "out")
    assert stage_results(run.results) == github_jobs(RED), run.log
    assert run.exit_code == 1
    each_says_why(run)
    assert record(run.artifacts / "evidence")["verdict"] == "failed"


def test_github_incomplete(service: Path, tmp_path: Path) -> None:
    plant(service, no_lock)
    run = github_change(service, tmp_path / "out")
    assert stage_results(run.results) == github_jobs(UNJUDGED), run.log
    assert run.exit_code == 1
    assert record(run.artifacts / "evidence")["verdict"] == "incomplete"


@pytest.mark.parametrize(("change", "red"), OF_SOME, ids=[row[0].__name__ for row in OF_SOME])
def test_github_stages(service: Path, tmp_path: Path, change: Change, red: set[str]) -> None:
    plant(service, change)
    given = {"sbom"} if "image" in red else set()
    run = github_change(service, tmp_path / "out", only=[*given, *red])
    results = dict.fromkeys(given, "success") | dict.fromkeys(red, "failure")
    assert stage_results(run.results) == results, run.log
    reports = (run.reports(stage) / f"{stage}.json" for stage in red)
    assert "failed" in {json.loads(report.read_text())["verdict"] for report in reports}


GITLAB_SETS = pytest.mark.parametrize("service", ["gitlab-vendored"], indirect=True)


def test_gitlab_push(workshop: Workshop) -> None:
    push = pushed(workshop, "gitlab")
    run = push.run
    assert isinstance(run, GitlabRun)
    assert run.jobs == GITLAB_GREEN | RELEASED, run.log
    assert run.exit_code == 0
    body = record(run.artifacts("required"))
    assert (body["verdict"], body["event"]) == ("passed", "main")
    assert not list(push.service.parent.rglob("pwned"))
    is_released(push.world, run.reports("publish"), run.reports("image-stage"))


@GITLAB_SETS
def test_gitlab_hostile_fork(
    service: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fork's pipeline has no CI variables of the project, so the pin has to do."""
    monkeypatch.delenv("GOLDENPATH_SOURCE", raising=False)
    git(service, "checkout", "-q", "-b", HOSTILE_BRANCH)
    commit(service, HOSTILE)
    run = gitlab_run(
        service,
        event="merge_request",
        out=tmp_path / "out",
        env=job_env() | FORK,
        variables=gitlab_texts(),
    )
    assert run.jobs == GITLAB_GREEN, run.log
    assert run.exit_code == 0
    body = record(run.artifacts("required"))
    assert (body["verdict"], body["event"]) == ("passed", "change")
    assert not list(tmp_path.rglob("pwned"))
    # It has an identity on the default branch only, and did not run.
    assert identities(gitlab_merged(service, out=tmp_path / "merged")) == [
        "publish",
        "staging",
        "canary",
        "rollout",
        "preview",
        "preview-end",
        "reaper",
    ]
    assert "publish" not in run.jobs


def identities(pipeline: dict[str, Any]) -> list[str]:
    return [name for name, job in pipeline.items() if "id_tokens" in job]


# Not gitlab-from-github: its remote include is fetched from GitHub itself, which takes a network.
# tests/template/test_quality.py lints it with the included file put in place.
@pytest.mark.parametrize("service", ["gitlab-referenced"], indirect=True)
def test_gitlab_referenced(service: Path, library: Library, tmp_path: Path) -> None:
    """One job: that the train is found; what is in it is what the others vendor, by parity."""
    run = gitlab_run(
        service,
        event="merge_request",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY,
        libraries={"acme/goldenpath": library.checkout},
        only=["lint"],
    )
    assert run.jobs["lint"] == "success", run.log
    assert run.jobs.keys() >= set(GITLAB_STAGES)


@GITLAB_SETS
@pytest.mark.parametrize("lost", [False, True], ids=["planted", "incomplete"])
def test_gitlab_planted(service: Path, tmp_path: Path, lost: bool) -> None:
    plant(service, *([no_lock] if lost else (change for change, _, _ in PLANTED)))
    run = gitlab_run(
        service, event="merge_request", out=tmp_path / "out", env=job_env(), variables=LIBRARY
    )
    assert run.jobs == gitlab_jobs(UNJUDGED if lost else RED), run.log
    assert run.exit_code != 0
    if not lost:
        each_says_why(run)


@GITLAB_SETS
def test_gitlab_extension_point(service: Path, tmp_path: Path) -> None:
    (service / ".gitlab").mkdir(exist_ok=True)
    (service / ".gitlab" / "extra.yml").write_text(
        "own-check:\n  stage: unit\n  needs: []\n  timeout: 5 minutes\n"
        "  script:\n    - echo own check ran\n"
    )
    commit(service, "an extra job")
    run = gitlab_run(
        service,
        event="push",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY,
        only=["own-check"],
    )
    assert run.jobs["own-check"] == "success", run.log
    assert set(GITLAB_STAGES) < set(run.jobs)
    assert "own check ran" in run.job_log("own-check")


def test_planted_changes_change_something(service: Path, tmp_path: Path) -> None:
    """A planted change that no longer bites would make its tests pass for another reason."""
    for change in (*(row[0] for row in PLANTED), *(row[0] for row in OF_SOME), no_lock):
        mine = fresh_copy(service, tmp_path / change.__name__)
        change(mine)
        done = subprocess.run(
            ("git", "status", "--porcelain"), cwd=mine, capture_output=True, text=True, check=True
        )
        assert done.stdout, change.__name__
