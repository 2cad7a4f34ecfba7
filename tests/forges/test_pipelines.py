"""The pipelines of a rendered service are executed: real stages, the forge alone is played."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.forges.support import github_run, gitlab_merged, gitlab_run
from tests.support import (
    ROOT,
    Library,
    Workshop,
    commit,
    fresh_copy,
    git,
    key_like,
    service_env,
)

# Twice, since gitlab-ci-local empties ${IFS} like any unknown variable in a value.
HOSTILE_BRANCH = "a;>pwned;touch${IFS}pwned"
HOSTILE = 'x"; touch pwned; echo "$(touch pwned)`touch pwned`'
CALLER = ".github/workflows/ci.yml"
STAGES = ("lint", "unit", "sbom")
GREEN = dict.fromkeys((*STAGES, "required"), "success")


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


def edit_prompt(service: Path, old: str, new: str) -> None:
    prompt = service / "prompts" / "answer.prompty"
    prompt.write_text(prompt.read_text().replace(old, new))


def planted_key(service: Path) -> None:
    with next(service.glob("src/*/app.py")).open("a") as f:
        f.write(f'\n\nCLIENT = ("{key_like()}",)\n')


def high_floor(service: Path) -> None:
    settings = service / "goldenpath.toml"
    settings.write_text(settings.read_text().replace("= 85", "= 100"))


def stale_lock(service: Path) -> None:
    project = service / "pyproject.toml"
    added = project.read_text().replace("dependencies = [", 'dependencies = ["iniconfig",', 1)
    project.write_text(added)


def no_lock(service: Path) -> None:
    (service / "uv.lock").unlink()


Change = Callable[[Path], None]
# What is planted, the stages that must turn red, and the verdict of the record.
PLANTED: list[tuple[Change, set[str], str]] = [
    (failing_test, {"unit"}, "failed"),
    (unformatted_code, {"lint"}, "failed"),
    (conflict_marker, {"lint"}, "failed"),
    (bad_prompt, {"lint", "unit"}, "failed"),
    (unbumped_prompt, {"lint"}, "failed"),
    (planted_key, {"lint"}, "failed"),
    (high_floor, {"unit"}, "failed"),
    (stale_lock, {"unit", "sbom"}, "failed"),
    (no_lock, {"unit", "sbom"}, "incomplete"),
]
BY_CHANGE = pytest.mark.parametrize(
    ("change", "red", "verdict"), PLANTED, ids=[row[0].__name__ for row in PLANTED]
)


@pytest.fixture
def service(workshop: Workshop, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A service with its lock committed, to change at will."""
    name = getattr(request, "param", "defaults")

    def lock(folder: Path) -> None:
        shutil.copytree(workshop.render(name), folder, dirs_exist_ok=True, symlinks=True)
        subprocess.run(("uv", "lock", "-q"), cwd=folder, env=service_env(), check=True)
        commit(folder, "lock")

    return fresh_copy(workshop.once(f"locked/{name}", lock), tmp_path)


def expected(red: set[str]) -> dict[str, str]:
    broken = dict.fromkeys((*red, "required"), "failure") if red else {}
    return {**GREEN, **broken}


LIBRARY = {"GOLDENPATH_SOURCE": str(ROOT)}
"""As the CI variable that a platform team sets; a fork sees none, so there the pin has to do."""


def job_env() -> dict[str, str]:
    return {"PATH": service_env()["PATH"]}


def pull_request(title: str = "a change", branch: str = "topic") -> dict[str, object]:
    head = {"ref": branch, "sha": "0" * 40}
    return {"pull_request": {"number": 7, "title": title, "head": head}, "number": 7}


def names(results: dict[str, str]) -> dict[str, str]:
    """Job names as a stage table would say them: `train / unit` is unit."""
    return {name.rpartition("/")[2].strip(): result for name, result in results.items()}


def stage_results(results: dict[str, str]) -> dict[str, str]:
    return {name: result for name, result in names(results).items() if name != "train"}


def record(folder: Path) -> dict[str, str]:
    (path,) = folder.rglob("evidence.json")
    body: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return body


def test_github_push(service: Path, tmp_path: Path) -> None:
    run = github_run(
        service, CALLER, "push", out=tmp_path / "out", env=job_env(), variables=LIBRARY
    )
    assert stage_results(run.results) == GREEN, run.log
    body = record(run.artifacts / "evidence")
    assert (body["verdict"], body["event"]) == ("passed", "main")
    required = next(job for name, job in run.jobs.items() if name.endswith("required"))
    assert "passed" in required.summary
    assert all(job.permissions in ({}, {"contents": "read"}) for job in run.jobs.values())


@pytest.mark.parametrize("service", ["github-referenced", "ghes", "ghes-referenced"], indirect=True)
def test_github_sets(service: Path, tmp_path: Path) -> None:
    run = github_run(
        service,
        CALLER,
        "push",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY,
        map={"acme/goldenpath": ROOT},
    )
    assert stage_results(run.results) == GREEN, run.log


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
    assert stage_results(run.results) == GREEN, run.log
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
    assert stage_results(run.results) == dict.fromkeys(GREEN, "failure"), run.log
    failed = [step for job in run.jobs.values() for step in job.steps if step.exit_code]
    assert {step.exit_code for step in failed if "Run " in step.name or "Judge" in step.name} == {3}


@BY_CHANGE
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
    assert stage_results(run.results) == expected(red), run.log
    assert run.exit_code == 1
    assert record(run.artifacts / "evidence")["verdict"] == verdict


GITLAB_SETS = pytest.mark.parametrize("service", ["gitlab-vendored"], indirect=True)


def gitlab_texts() -> dict[str, str]:
    """What a stranger writes and GitLab hands to every job, where gitlab-ci-local does not."""
    names = ("CI_COMMIT_TITLE", "CI_COMMIT_MESSAGE", "CI_MERGE_REQUEST_TITLE")
    branch = {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": HOSTILE_BRANCH}
    return dict.fromkeys(names, HOSTILE) | branch | {"CI_DEFAULT_BRANCH": "main"}


@GITLAB_SETS
def test_gitlab_push(service: Path, tmp_path: Path) -> None:
    commit(service, HOSTILE)
    run = gitlab_run(
        service,
        event="push",
        out=tmp_path / "out",
        env=job_env(),
        variables=LIBRARY | gitlab_texts(),
    )
    assert run.jobs == GREEN, run.log
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
    assert run.jobs == GREEN, run.log
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
    assert run.jobs == GREEN, run.log
    assert run.exit_code == 0


@GITLAB_SETS
@BY_CHANGE
def test_gitlab_planted(
    service: Path, tmp_path: Path, change: Change, red: set[str], verdict: str
) -> None:
    change(service)
    commit(service, "planted")
    run = gitlab_run(
        service, event="merge_request", out=tmp_path / "out", env=job_env(), variables=LIBRARY
    )
    assert run.jobs == expected(red), run.log
    assert run.exit_code != 0
    assert record(run.artifacts("required"))["verdict"] == verdict


@GITLAB_SETS
def test_gitlab_extension_point(service: Path, tmp_path: Path) -> None:
    (service / ".gitlab").mkdir(exist_ok=True)
    (service / ".gitlab" / "extra.yml").write_text(
        "own-check:\n  stage: unit\n  needs: []\n  script:\n    - echo own check ran\n"
    )
    commit(service, "an extra job")
    run = gitlab_run(service, event="push", out=tmp_path / "out", env=job_env(), variables=LIBRARY)
    assert run.jobs == {**GREEN, "own-check": "success"}, run.log
    assert "own check ran" in run.job_log("own-check")


def test_planted_changes_change_something(service: Path, tmp_path: Path) -> None:
    """A planted change that no longer bites would make its tests pass for another reason."""
    for change, _, _ in PLANTED:
        mine = fresh_copy(service, tmp_path / change.__name__)
        change(mine)
        done = subprocess.run(
            ("git", "status", "--porcelain"), cwd=mine, capture_output=True, text=True, check=True
        )
        assert done.stdout, change.__name__
