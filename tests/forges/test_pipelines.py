"""The pipelines of a rendered service are executed: real stages, the forge alone is played."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.forges.one_stage import FORGES, Forge
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
from tests.forges.support import github_run, gitlab_merged, gitlab_run
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
STAGES = ("lint", "unit", "contract", "policy", "eval", "sbom", "required")
# On GitHub the job of a sign-off is skipped where none is needed; on GitLab it records just that.
NIGHT = dict.fromkeys(("nightly-shard", "nightly"), "skipped")
SIGNED_OFF = ("policy", "eval")
GITHUB_GREEN = (
    dict.fromkeys(STAGES, "success")
    | NIGHT
    | {f"{stage}-approval": "skipped" for stage in SIGNED_OFF}
)


def sign_off(stage: str) -> tuple[str, str, str]:
    asked = f"{stage}-approval-asked"
    return (asked, f"[{asked}] -> spared", f"{stage}-approval")


GITLAB_GREEN = dict.fromkeys(
    (*STAGES, *(job for stage in SIGNED_OFF for job in sign_off(stage))), "success"
)


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


Change = Callable[[Path], None]
# What is planted, the stages that must turn red, and the verdict of the record. Each on one forge,
# that both run alike is proven by parity; what is incomplete on both.
PLANTED: list[tuple[Change, set[str], str]] = [
    (failing_test, {"unit"}, "failed"),
    (unformatted_code, {"lint"}, "failed"),
    (bad_prompt, {"lint", "unit", "contract"}, "failed"),
    (high_floor, {"unit"}, "failed"),
    (stale_lock, {"unit", "contract", "sbom"}, "failed"),
    (no_lock, {"unit", "contract", "sbom"}, "incomplete"),
]
# What only lint sees; that its red stops the train is shown by the first of that kind above.
OF_LINT = (conflict_marker, unbumped_prompt, planted_key)


def by_change(rows: list[tuple[Change, set[str], str]]) -> pytest.MarkDecorator:
    ids = [change.__name__ for change, _, _ in rows]
    return pytest.mark.parametrize(("change", "red", "verdict"), rows, ids=ids)


def on_github(red: set[str]) -> dict[str, str]:
    skipped = {"eval": "skipped"} if "unit" in red else {}
    return {**GITHUB_GREEN, **skipped, **dict.fromkeys((*red, "required"), "failure")}


def on_gitlab(red: set[str]) -> dict[str, str]:
    """Where eval is skipped, gitlab-ci-local does not start `required`, which GitLab does."""
    jobs = {**GITLAB_GREEN, **dict.fromkeys((*red, "required"), "failure")}
    if "unit" in red:
        asked, spared, released = sign_off("eval")
        del jobs[spared]
        jobs |= dict.fromkeys(("eval", "required", asked, released), "skipped")
    return jobs


@pytest.mark.parametrize("whole", ["defaults"], indirect=True)
def test_github_push(whole: Path, tmp_path: Path) -> None:
    run = github_run(whole, CALLER, "push", out=tmp_path / "out", env=job_env(), variables=LIBRARY)
    assert stage_results(run.results) == GITHUB_GREEN, run.log
    body = record(run.artifacts / "evidence")
    assert (body["verdict"], body["event"]) == ("passed", "main")
    required = next(job for name, job in run.jobs.items() if name.endswith("required"))
    assert "passed" in required.summary
    started = {name: job for name, job in run.jobs.items() if job.steps}
    assert all(job.permissions == {"contents": "read"} for job in started.values())


@pytest.mark.parametrize("service", ["ghes"], indirect=True)
def test_github_enterprise(service: Path, tmp_path: Path) -> None:
    run = github_run(
        service, CALLER, "push", out=tmp_path / "out", env=job_env(), variables=LIBRARY
    )
    assert stage_results(run.results) == GITHUB_GREEN, run.log


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


@pytest.mark.parametrize("fork", [False, True], ids=["branch", "fork"])
def test_github_hostile_pull_request(service: Path, tmp_path: Path, fork: bool) -> None:
    run = github_run(
        service,
        CALLER,
        "pull_request",
        out=tmp_path / "out",
        event_json=pull_request(HOSTILE, HOSTILE_BRANCH),
        ref="refs/pull/7/merge",
        fork=fork,
        env=job_env(),
        variables=LIBRARY,
        secrets={"MODEL_API_KEY": "s3cret-of-the-team"},
    )
    assert stage_results(run.results) == GITHUB_GREEN, run.log
    assert record(run.artifacts / "evidence")["event"] == "change"
    assert not list((tmp_path / "out").rglob("pwned")), "a title became a command"
    assert "s3cret-of-the-team" not in run.log
    assert not [leak for job in run.jobs.values() for leak in job.leaks]
    assert all("id-token" not in job.permissions for job in run.jobs.values())


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
@pytest.mark.parametrize("change", OF_LINT)
def test_lint_alone(service: Path, tmp_path: Path, forge: Forge, change: Change) -> None:
    git(service, "checkout", "-q", "-b", "topic")
    change(service)
    commit(service, "planted")
    result, report = forge(service, tmp_path / "out", "lint")
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
    run = gitlab_run(
        whole,
        event="push",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY | gitlab_texts(),
    )
    assert run.jobs == GITLAB_GREEN, run.log
    assert run.exit_code == 0
    body = record(run.artifacts("required"))
    assert (body["verdict"], body["event"]) == ("passed", "main")
    assert not list(tmp_path.rglob("pwned"))


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
    assert not identities(gitlab_merged(service, out=tmp_path / "merged"))


def identities(pipeline: dict[str, Any]) -> list[str]:
    return [name for name, job in pipeline.items() if "id_tokens" in job]


# Not gitlab-from-github: its remote include is fetched from GitHub itself, which takes a network.
# tests/template/test_quality.py lints it with the included file put in place.
@pytest.mark.parametrize("service", ["gitlab-referenced"], indirect=True)
def test_gitlab_referenced(service: Path, library: Library, tmp_path: Path) -> None:
    run = gitlab_run(
        service,
        event="merge_request",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY,
        libraries={"acme/goldenpath": library.checkout},
    )
    assert run.jobs == GITLAB_GREEN, run.log
    assert run.exit_code == 0


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
    assert set(STAGES) < set(run.jobs)
    assert "own check ran" in run.job_log("own-check")


def test_planted_changes_change_something(service: Path, tmp_path: Path) -> None:
    """A planted change that no longer bites would make its tests pass for another reason."""
    for change in (*(row[0] for row in PLANTED), *OF_LINT):
        mine = fresh_copy(service, tmp_path / change.__name__)
        change(mine)
        done = subprocess.run(
            ("git", "status", "--porcelain"), cwd=mine, capture_output=True, text=True, check=True
        )
        assert done.stdout, change.__name__
