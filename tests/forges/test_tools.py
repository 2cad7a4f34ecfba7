"""The tools that judge the pipelines are judged first, each on a defect and on its good twin."""

from __future__ import annotations

import functools
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.forges.support import (
    actionlint,
    commit_all,
    git,
    github_lint,
    github_run,
    gitlab_merged,
    gitlab_run,
    need_tool,
)
from tests.forges.tools import need_node, run
from tests.support import commit

CASES = Path(__file__).parents[1] / "cases" / "forges"
CI = ".github/workflows/ci.yml"
NAMES = sorted(path.name for path in (CASES / "bad").iterdir())
HOSTILE = 'x"; touch pwned; echo "y'
EVENTS: dict[str, dict[str, Any]] = {
    "push": {"event": "push"},
    "pull_request": {
        "event": "pull_request",
        "event_json": {"pull_request": {"title": HOSTILE, "head": {"ref": HOSTILE}}},
    },
    "fork": {"event": "pull_request", "fork": True},
}


@dataclass(frozen=True)
class Case:
    """A defect: the tool that finds it (run, lint or actionlint) and what that tool then says."""

    tool: str
    expect: str
    event: str = "push"


def read_case(name: str) -> Case:
    return Case(**tomllib.loads((CASES / "bad" / name / "case.toml").read_text(encoding="utf-8")))


def target(file: Path) -> str:
    """Cases lie flat, so that a scanner of this repository does not take them for its own."""
    if file.name.endswith(".action.yml"):
        return f".github/actions/{file.name.removesuffix('.action.yml')}/action.yml"
    return f".github/workflows/{file.name}"


def make_repo(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    commit_all(folder)
    return folder


def case_repo(side: str, name: str, folder: Path) -> Path:
    files = (CASES / side / name).glob("*.yml")
    return make_repo(folder, {target(file): file.read_text(encoding="utf-8") for file in files})


def judge_by_run(repo: Path, event: str) -> tuple[bool, str]:
    done = github_run(repo, CI, out=repo.with_name("out"), **EVENTS[event])
    return done.exit_code == 0, done.log


def judge_by_lint(repo: Path) -> tuple[bool, str]:
    findings = github_lint(repo)
    return not findings, "\n".join(findings)


@functools.cache
def actionlint_on_all_cases() -> list[str]:
    """One call for all: the start of actionlint takes seconds, a file milliseconds."""
    return actionlint(sorted(CASES.glob("*/*/ci.yml")))


def judge_by_actionlint(case: Path) -> tuple[bool, str]:
    findings = [line for line in actionlint_on_all_cases() if line.startswith(f"{case}/")]
    return not findings, "\n".join(findings)


def judge(side: str, name: str, tmp_path: Path) -> tuple[bool, str]:
    """Whether the case's tool finds nothing, and all that it says."""
    case = read_case(name)
    if case.tool == "actionlint":
        return judge_by_actionlint(CASES / side / name)
    repo = case_repo(side, name, tmp_path / "repo")
    return judge_by_lint(repo) if case.tool == "lint" else judge_by_run(repo, case.event)


@pytest.mark.parametrize("name", NAMES)
def test_bad(name: str, tmp_path: Path) -> None:
    green, text = judge("bad", name, tmp_path)
    assert read_case(name).expect in text
    assert not green


@pytest.mark.parametrize("name", NAMES)
def test_good(name: str, tmp_path: Path) -> None:
    green, text = judge("good", name, tmp_path)
    assert read_case(name).expect not in text
    assert green, text


def test_every_defect_has_a_good_twin() -> None:
    assert sorted(path.name for path in (CASES / "good").iterdir()) == NAMES


REPORTER = """\
name: reporter
on: {ON}
permissions: {}
env:
  COLOUR: green
jobs:
  look:
    permissions: {contents: write, id-token: write}
    runs-on: ubuntu-24.04
    timeout-minutes: 3
    environment: production
    concurrency: {group: "look-${{ github.ref }}", cancel-in-progress: false}
    strategy:
      matrix:
        kind: [golden, guardrail]
    outputs:
      head: ${{ steps.head.outputs.sha }}
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: {persist-credentials: false}
      - id: head
        env:
          SECRET: ${{ secrets.API_KEY }}
          VARIABLE: ${{ vars.REGION }}
          KIND: ${{ matrix.kind }}
        run: |
          echo "sha=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
          echo "$COLOUR $KIND secret=$SECRET variable=$VARIABLE outside=${OUTSIDE:-none}" \\
            "identity=${ACTIONS_ID_TOKEN_REQUEST_URL:+yes}" >> "$GITHUB_STEP_SUMMARY"
          echo "printed $SECRET"
"""
SECRET = "s3cret-of-the-test"  # noqa: S105, invented to see whether it is printed


def reporter(folder: Path, on: str = "[push, pull_request]") -> Path:
    return make_repo(folder, {CI: REPORTER.replace("{ON}", on)})


def look(repo: Path, out: Path, **options: Any) -> Any:
    return github_run(
        repo, CI, out=out, secrets={"API_KEY": SECRET}, variables={"REGION": "eu"}, **options
    )


def test_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trusted event sees secrets, variables and an identity, and nothing else of ours."""
    monkeypatch.setenv("OUTSIDE", "seen")
    repo = reporter(tmp_path / "repo")
    done = look(repo, tmp_path / "out", event="push")
    job = done.jobs["look (golden)"]
    assert list(done.jobs) == ["look (golden)", "look (guardrail)"]
    assert (job.name, job.result, job.runs_on) == ("look (golden)", "success", "ubuntu-24.04")
    assert job.permissions == {"contents": "write", "id-token": "write"}
    assert (job.environment, job.timeout_minutes) == ("production", 3)
    assert job.concurrency == {"group": "look-refs/heads/main", "cancel-in-progress": False}
    assert job.outputs == {"head": git(repo, "rev-parse", "HEAD")}
    assert [step.outcome for step in job.steps] == ["success", "success"]
    assert job.summary == (f"green golden secret={SECRET} variable=eu outside=none identity=yes\n")
    assert "printed ***" in done.log
    assert SECRET not in done.log


def test_fork_gets_nothing(tmp_path: Path) -> None:
    done = look(reporter(tmp_path / "repo"), tmp_path / "out", event="pull_request", fork=True)
    job = done.jobs["look (golden)"]
    assert job.permissions == {"contents": "read"}
    assert job.summary == "green golden secret= variable= outside=none identity=\n"


def test_allowed_environment_reaches_the_steps(tmp_path: Path) -> None:
    repo = reporter(tmp_path / "repo")
    done = look(repo, tmp_path / "out", event="push", env={"OUTSIDE": "seen"})
    assert "outside=seen" in done.jobs["look (golden)"].summary


@pytest.mark.parametrize(
    ("approve", "result", "exit_code"),
    [([], "waiting", 1), (["production"], "success", 0)],
)
def test_approval(approve: list[str], result: str, exit_code: int, tmp_path: Path) -> None:
    repo = reporter(tmp_path / "repo")
    done = look(repo, tmp_path / "out", event="push", protect=["production"], approve=approve)
    assert (done.exit_code, set(done.results.values())) == (exit_code, {result})


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({"event": "push"}, []),
        ({"event": "push", "ref": "refs/heads/other"}, ["filters leave out refs/heads/other"]),
        ({"event": "merge_group"}, ["the workflow has no trigger merge_group"]),
    ],
)
def test_trigger(options: dict[str, Any], refused: list[str], tmp_path: Path) -> None:
    repo = reporter(tmp_path / "repo", "{push: {branches: [main]}}")
    done = look(repo, tmp_path / "out", **options)
    assert done.exit_code == (2 if refused else 0), done.log
    assert bool(done.jobs) is not bool(refused)
    assert all(part in reason for part, reason in zip(refused, done.refused, strict=True))


def test_parts_of_the_runner() -> None:
    need_node()
    done = run(["node", "--test", Path(__file__).parent / "github"])
    assert done.returncode == 0, done.stdout


CALLER = """\
name: caller
on: push
permissions: {}
jobs:
  pipeline:
    permissions: {contents: read}
    uses: acme/library/.github/workflows/called.yml@3d3c42e5aac5ba805825da76410c181273ba90b1 # v1
"""
CALLED = """\
name: called
on: workflow_call
permissions: {}
jobs:
  lint:
    name: Lint
    runs-on: ubuntu-24.04
    timeout-minutes: 3
    steps:
      - uses: $/.github/actions/greet
"""
GREET = """\
name: Greet
description: greets
runs:
  using: composite
  steps:
    - name: Remember
      shell: bash
      run: echo "WORD=first" >> "$GITHUB_ENV"
    - name: Correct
      shell: bash
      run: echo "WORD=second" >> "$GITHUB_ENV"
    - name: Say
      shell: bash
      env:
        FOLDER: ${{ github.action_path }}
      run: test -f "$FOLDER/action.yml" && echo "$WORD" >> "$GITHUB_STEP_SUMMARY"
"""


def library(folder: Path) -> Path:
    called = {".github/workflows/called.yml": CALLED, ".github/actions/greet/action.yml": GREET}
    return make_repo(folder, called)


@pytest.mark.parametrize(
    ("key", "below"),
    [("acme/library", ""), ("acme/library/.github/workflows/called.yml", CALLED)],
    ids=["folder", "file"],
)
def test_remote_workflow(key: str, below: str, tmp_path: Path) -> None:
    """`$/` in a called workflow is the repository of that workflow, not the caller's."""
    caller, lib = make_repo(tmp_path / "repo", {CI: CALLER}), library(tmp_path / "library")
    local = lib / ".github" / "workflows" / "called.yml" if below else lib
    done = github_run(caller, CI, "push", out=tmp_path / "out", map={key: local})
    assert github_lint(caller, map={key: local}) == []
    job = done.jobs["pipeline / lint"]
    assert (job.name, job.permissions) == ("pipeline / Lint", {})
    assert (job.result, job.summary) == ("success", "second\n"), done.log


def test_remote_workflow_without_a_map(tmp_path: Path) -> None:
    caller = make_repo(tmp_path / "repo", {CI: CALLER})
    done = github_run(caller, CI, "push", out=tmp_path / "out")
    assert done.exit_code == 2
    assert "say where it lies with --map owner/repo=FOLDER" in done.refused[0]


GITLAB = """\
stages: [test, deploy]
unit:
  stage: test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - mkdir -p reports
    - echo "$CI_MERGE_REQUEST_TITLE" > reports/title.txt
    - test ! -e fail-unit
  artifacts:
    paths: [reports/]
"shard: [a b]":
  extends: unit
deploy:
  stage: deploy
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - test -f reports/title.txt
"""


@pytest.mark.parametrize(
    ("event", "files", "jobs"),
    [
        ("push", {}, {"unit": "success", "shard: [a b]": "success", "deploy": "success"}),
        ("merge_request", {}, {"unit": "success", "shard: [a b]": "success"}),
        (
            "push",
            {"fail-unit": ""},
            {"unit": "failure", "shard: [a b]": "failure", "deploy": "skipped"},
        ),
    ],
    ids=["push", "merge-request", "failing"],
)
def test_gitlab_run(
    event: str, files: dict[str, str], jobs: dict[str, str], tmp_path: Path
) -> None:
    repo = make_repo(tmp_path / "repo", {".gitlab-ci.yml": GITLAB, **files})
    title = {"CI_MERGE_REQUEST_TITLE": HOSTILE}
    done = gitlab_run(repo, event=event, out=tmp_path / "out", variables=title)
    assert done.jobs == jobs, done.log
    assert done.exit_code == ("failure" in jobs.values())
    assert "test ! -e fail-unit" in done.job_log("unit")
    if not files:
        handed_on = done.artifacts("shard: [a b]") / "reports" / "title.txt"
        assert handed_on.read_text(encoding="utf-8").strip() == HOSTILE


TRAIN = """\
name: train
on: workflow_call
permissions: {}
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 3
    outputs:
      word: ${{ steps.make.outputs.word }}
    strategy:
      matrix: {part: [1, 2]}
    steps:
      - id: make
        env: {WORD: "${{ vars.WORD }}"}
        run: echo "word=$WORD" >> "$GITHUB_OUTPUT" && echo "made of $WORD" > made
      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1
        with: {name: "made-${{ matrix.part }}", path: made}
  never:
    if: false
    runs-on: ubuntu-24.04
    timeout-minutes: 3
    steps: [{run: exit 1}]
  ship:
    needs: [build]
    runs-on: ubuntu-24.04
    timeout-minutes: 3
    steps:
      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
        with: {name: made-2}
      - env: {WORD: "${{ needs.build.outputs.word }}"}
        run: echo "$WORD, $(cat made), attempt $GITHUB_RUN_ATTEMPT" >> "$GITHUB_STEP_SUMMARY"
"""


def test_resumed(tmp_path: Path) -> None:
    """A job runs again, and finds what the others had handed on in the run before."""
    called = ".github/workflows/called.yml"
    caller = CALLER.replace("acme/library/", "$/").replace(CALLER[CALLER.index("@") :], "\n")
    repo = make_repo(tmp_path / "repo", {CI: caller, called: TRAIN})
    first = github_run(repo, CI, "push", out=tmp_path / "1", variables={"WORD": "one"})
    assert first.jobs["pipeline / ship"].summary == "one, made of one, attempt 1\n", first.log
    again: dict[str, Any] = {"only": ["ship"], "resume": first.out, "variables": {"WORD": "two"}}
    second = github_run(repo, CI, "push", out=tmp_path / "2", **again)
    assert second.jobs["pipeline / ship"].summary == "one, made of one, attempt 2\n", second.log
    assert second.results == first.results
    assert second.exit_code == 0
    commit(repo, "another")
    with pytest.raises(RuntimeError, match=r"--resume .*: it ran [0-9a-f]{40}, this is"):
        github_run(repo, CI, "push", out=tmp_path / "3", **again)


def test_gitlab_resumed(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "repo", {".gitlab-ci.yml": GITLAB})
    first = gitlab_run(repo, event="push", out=tmp_path / "1")
    alone = gitlab_run(repo, event="push", out=tmp_path / "2", only=["deploy"])
    assert alone.jobs["deploy"] == "failure", "there was something handed on"
    again = gitlab_run(repo, event="push", out=tmp_path / "3", only=["deploy"], resume=first)
    assert again.jobs == first.jobs == dict.fromkeys(first.jobs, "success"), again.log
    commit(repo, "another")
    with pytest.raises(AssertionError, match="ran"):
        gitlab_run(repo, event="push", out=tmp_path / "4", only=["deploy"], resume=first)


COMPONENT = """\
spec:
  inputs:
    stage:
      type: string
      options: [test, build]
---
lint:
  stage: $[[ inputs.stage ]]
  script:
    - echo linted
"""


@pytest.mark.parametrize(("stage", "works"), [("test", True), ("deploy", False)])
def test_gitlab_component_of_a_library(stage: str, works: bool, tmp_path: Path) -> None:
    lib = make_repo(tmp_path / "library", {"templates/pipeline/template.yml": COMPONENT})
    pin = f"gitlab.com/acme/library/pipeline@{git(lib, 'rev-parse', 'HEAD')}"
    include = f"include:\n  - component: {pin}\n    inputs:\n      stage: {stage}\n"
    repo = make_repo(tmp_path / "repo", {".gitlab-ci.yml": include})
    libraries = {"acme/library": lib}
    if works:
        merged = gitlab_merged(repo, out=tmp_path / "out", libraries=libraries)
        assert merged["lint"] == {"stage": "test", "script": ["echo linted"]}
    else:
        with pytest.raises(RuntimeError, match="stage"):
            gitlab_merged(repo, out=tmp_path / "out", libraries=libraries)


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_missing_tool(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(outcome, match="rsync is missing: install rsync"):
        need_tool("rsync")
