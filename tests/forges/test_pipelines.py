"""The pipelines of a rendered service are executed: real stages, the forge alone is played."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.forges.one_stage import FORGES, Forge
from tests.forges.outside import Outside, outside
from tests.forges.service import (
    CALLER,
    LIBRARY,
    edit_prompt,
    job_env,
    pull_request,
    record,
    shorten,
    stage_results,
)
from tests.forges.support import GithubRun, github_run, gitlab_merged, gitlab_run
from tests.support import (
    ROOT,
    Library,
    Workshop,
    commit,
    fresh_copy,
    git,
    key_like,
)

# Twice, since gitlab-ci-local empties ${IFS} like any unknown variable in a value.
HOSTILE_BRANCH = "a;>pwned;touch${IFS}pwned"
HOSTILE = 'x"; touch pwned; echo "$(touch pwned)`touch pwned`'
STAGES = ("lint", "unit", "contract", "policy", "eval", "sbom", "image", "required")
# On GitHub the job of a sign-off is skipped where none is needed; on GitLab it records just that.
NIGHT = dict.fromkeys(("nightly-shard", "nightly"), "skipped")
RELEASED = {"publish": "success"}
SIGNED_OFF = ("policy", "eval")
GITHUB_GREEN = (
    dict.fromkeys(STAGES, "success")
    | NIGHT
    | {"publish": "skipped"}
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
def service(service: Path, workshop: Workshop) -> Path:
    """A service with fewer cases: how well it answers is not the question here."""
    shorten(service, workshop)
    commit(service, "fewer cases")
    commit(service, "and a change of its own, which changes no rule")
    return service


PUBLISHER = {
    "contents": "read",
    "id-token": "write",
    "packages": "write",
    "attestations": "write",
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
# What is planted, the stages that must turn red, and the verdict of the record. Each on one forge,
# that both run alike is proven by parity; what is incomplete on both.
PLANTED: list[tuple[Change, set[str], str]] = [
    (failing_test, {"unit"}, "failed"),
    (unformatted_code, {"lint"}, "failed"),
    (bad_prompt, {"lint", "unit", "contract"}, "failed"),
    (image_that_does_not_start, {"image"}, "failed"),
    (stale_lock, {"unit", "contract", "sbom"}, "failed"),
    (no_lock, {"unit", "contract", "sbom"}, "incomplete"),
]
# What one stage alone sees; that a red stage stops the train is shown above.
OF_ONE: list[tuple[Change, str]] = [
    (conflict_marker, "lint"),
    (unbumped_prompt, "lint"),
    (planted_key, "lint"),
    (high_floor, "unit"),
    (undeclared_model, "sbom"),
]


def by_change(rows: list[tuple[Change, set[str], str]]) -> pytest.MarkDecorator:
    ids = [change.__name__ for change, _, _ in rows]
    return pytest.mark.parametrize(("change", "red", "verdict"), rows, ids=ids)


def on_github(red: set[str]) -> dict[str, str]:
    skipped = {"eval": "skipped"} if "unit" in red else {}
    skipped |= {"image": "skipped"} if red & BEFORE_IMAGE else {}
    return {**GITHUB_GREEN, **skipped, **dict.fromkeys((*red, "required"), "failure")}


def on_gitlab(red: set[str]) -> dict[str, str]:
    """Where a job is skipped, gitlab-ci-local does not start `required`, which GitLab does."""
    jobs = {**GITLAB_GREEN, **dict.fromkeys((*red, "required"), "failure")}
    if red & BEFORE_IMAGE:
        jobs |= dict.fromkeys(("image-stage", "required"), "skipped")
    if "unit" in red:
        asked, spared, released = sign_off("eval")
        del jobs[spared]
        jobs |= dict.fromkeys(("eval", "required", asked, released), "skipped")
    return jobs


def github_push(service: Path, out: Path) -> tuple[Outside, GithubRun]:
    """A push to the default branch, and what lay outside when it ended."""
    with outside(service, "github") as world:
        run = github_run(
            service,
            CALLER,
            "push",
            out=out,
            env=job_env(),
            variables=LIBRARY,
            secrets=world.secrets,
            identity=world.identity,
        )
    return world, run


@pytest.mark.parametrize("whole", ["defaults"], indirect=True)
def test_github_push(whole: Path, tmp_path: Path) -> None:
    world, run = github_push(whole, tmp_path / "out")
    assert stage_results(run.results) == GITHUB_GREEN | RELEASED, run.log
    body = record(run.artifacts / "evidence")
    assert (body["verdict"], body["event"]) == ("passed", "main")
    required = next(job for name, job in run.jobs.items() if name.endswith("required"))
    assert "passed" in required.summary
    started = {name: job for name, job in run.jobs.items() if job.steps}
    rights = {name.rpartition("/")[2].strip(): job.permissions for name, job in started.items()}
    assert rights.pop("publish") == PUBLISHER
    assert all(granted == {"contents": "read"} for granted in rights.values())
    assert not [leak for job in run.jobs.values() for leak in job.leaks]
    is_released(world, run.artifacts / "reports-publish", run.artifacts / "reports-image")


@pytest.mark.parametrize("service", ["ghes"], indirect=True)
def test_github_enterprise(service: Path, tmp_path: Path) -> None:
    _, run = github_push(service, tmp_path / "out")
    assert stage_results(run.results) == GITHUB_GREEN | RELEASED, run.log


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


def test_github_hostile_pull_request(service: Path, tmp_path: Path) -> None:
    """Of a fork, which differs from one of the own repository by what it may and sees."""
    run = github_run(
        service,
        CALLER,
        "pull_request",
        out=tmp_path / "out",
        event_json=pull_request(HOSTILE, HOSTILE_BRANCH),
        ref="refs/pull/7/merge",
        fork=True,
        env=job_env(),
        variables=LIBRARY,
        secrets={"MODEL_API_KEY": "s3cret-of-the-team"},
    )
    assert stage_results(run.results) == GITHUB_GREEN, run.log
    assert record(run.artifacts / "evidence")["event"] == "change"
    assert not list((tmp_path / "out").rglob("pwned")), "a title became a command"
    assert "s3cret-of-the-team" not in run.log
    assert not [leak for job in run.jobs.values() for leak in job.leaks]
    started = [job for job in run.jobs.values() if job.steps]
    assert not [job.id for job in started if {"id-token", "packages"} & job.permissions.keys()]


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
        env=job_env(),
        variables=LIBRARY,
    )
    assert run.exit_code == 1
    red = ("lint", "unit", "contract", "policy", "sbom", "required")
    stopped = dict.fromkeys(red, "failure")
    assert stage_results(run.results) == {**on_github({"unit"}), **stopped}, run.log
    failed = [step for job in run.jobs.values() for step in job.steps if step.exit_code]
    assert {step.exit_code for step in failed if "Run " in step.name or "Judge" in step.name} == {3}


@by_change([PLANTED[1], *PLANTED[3:]])
def test_github_planted(
    service: Path, tmp_path: Path, change: Change, red: set[str], verdict: str
) -> None:
    git(service, "checkout", "-q", "-b", "topic")
    change(service)
    commit(service, "planted")
    event = pull_request()
    run = github_run(
        service,
        CALLER,
        "pull_request",
        out=tmp_path / "out",
        event_json=event,
        env=job_env(),
        variables=LIBRARY,
    )
    assert stage_results(run.results) == on_github(red), run.log
    assert run.exit_code == 1
    assert record(run.artifacts / "evidence")["verdict"] == verdict


@FORGES
@pytest.mark.parametrize(("change", "stage"), OF_ONE, ids=[row[0].__name__ for row in OF_ONE])
def test_one_stage_alone(
    service: Path, tmp_path: Path, forge: Forge, change: Change, stage: str
) -> None:
    git(service, "checkout", "-q", "-b", "topic")
    change(service)
    commit(service, "planted")
    result, report = forge(service, tmp_path / "out", stage)
    assert (result, report["verdict"]) == ("failure", "failed"), report["summary"]


GITLAB_SETS = pytest.mark.parametrize("service", ["gitlab-vendored"], indirect=True)


def gitlab_texts() -> dict[str, str]:
    """What a stranger writes and GitLab hands to every job, where gitlab-ci-local does not."""
    names = ("CI_COMMIT_TITLE", "CI_COMMIT_MESSAGE", "CI_MERGE_REQUEST_TITLE")
    branch = {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": HOSTILE_BRANCH}
    return dict.fromkeys(names, HOSTILE) | branch | {"CI_DEFAULT_BRANCH": "main"}


@pytest.mark.parametrize("whole", ["gitlab-vendored"], indirect=True)
def test_gitlab_push(whole: Path, tmp_path: Path) -> None:
    commit(whole, HOSTILE)
    with outside(whole, "gitlab") as world:
        run = gitlab_run(
            whole,
            event="push",
            out=tmp_path / "out",
            env=job_env(),
            variables=LIBRARY
            | gitlab_texts()
            | world.secrets
            | {"GOLDENPATH_ID_TOKEN": world.token()},
        )
    assert run.jobs == GITLAB_GREEN | RELEASED, run.log
    assert run.exit_code == 0
    body = record(run.artifacts("required"))
    assert (body["verdict"], body["event"]) == ("passed", "main")
    assert not list(tmp_path.rglob("pwned"))
    is_released(
        world, run.artifacts("publish") / "reports", run.artifacts("image-stage") / "reports"
    )


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
        env=job_env(),
        variables=gitlab_texts(),
    )
    assert run.jobs == GITLAB_GREEN, run.log
    assert run.exit_code == 0
    body = record(run.artifacts("required"))
    assert (body["verdict"], body["event"]) == ("passed", "change")
    assert not list(tmp_path.rglob("pwned"))
    # It has an identity on the default branch only, and did not run.
    assert identities(gitlab_merged(service, out=tmp_path / "merged")) == ["publish"]
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
        only="lint",
    )
    assert run.jobs["lint"] == "success", run.log
    assert run.jobs.keys() >= set(GITLAB_STAGES)


@GITLAB_SETS
@by_change([PLANTED[0], PLANTED[2], PLANTED[5]])
def test_gitlab_planted(
    service: Path, tmp_path: Path, change: Change, red: set[str], verdict: str
) -> None:
    change(service)
    commit(service, "planted")
    run = gitlab_run(
        service, event="merge_request", out=tmp_path / "out", env=job_env(), variables=LIBRARY
    )
    assert run.jobs == on_gitlab(red), run.log
    assert run.exit_code != 0
    if run.jobs["required"] != "skipped":
        assert record(run.artifacts("required"))["verdict"] == verdict


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
        only="own-check",
    )
    assert run.jobs["own-check"] == "success", run.log
    assert set(GITLAB_STAGES) < set(run.jobs)
    assert "own check ran" in run.job_log("own-check")


def test_planted_changes_change_something(service: Path, tmp_path: Path) -> None:
    """A planted change that no longer bites would make its tests pass for another reason."""
    for change in (*(row[0] for row in PLANTED), *(row[0] for row in OF_ONE)):
        mine = fresh_copy(service, tmp_path / change.__name__)
        change(mine)
        done = subprocess.run(
            ("git", "status", "--porcelain"), cwd=mine, capture_output=True, text=True, check=True
        )
        assert done.stdout, change.__name__
