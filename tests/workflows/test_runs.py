"""Both trains, executed: what one stage hands on lies at the same path for the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import outputs
from render import load

from tests.forges.support import commit_all, github_run, gitlab_run
from tests.support import commit
from tests.workflows.support import FULL, ROOT, service, write

RECORDER = Path(__file__).with_name("recorder.sh")
PROMOTED = ("reports/publish.json", "reports/publish/found.txt")
FOUND = {
    "lint": [],
    "unit": [],
    "eval": [
        "dist/wheels/service.whl",
        "reports/unit.json",
        "reports/unit/found.txt",
        "reports/unit/junit.xml",
    ],
    "image": [],
    "publish": [
        "dist/image/digest.txt",
        "dist/image/layers/1.tar",
        "dist/wheels/service.whl",
    ],
    **{stage: list(PROMOTED) for stage in ("staging", "canary", "rollout")},
}
CHILD = "[eval-approval-asked] -> "
BESIDE = {"eval-approval", "nightly", "nightly-shard"}
"""Jobs of a sign-off and of the night; a change that needs neither skips them on GitHub."""
TRAIN = ["lint", "unit", "eval", "image", "publish", "staging", "canary", "rollout"]


@pytest.fixture(params=["github", "gitlab"])
def forge(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def repo(forge: str, tmp_path: Path) -> Path:
    """A service with the full train, whose ./ci only records."""
    folder = tmp_path / "svc"
    write(folder, service(outputs(load(FULL)), forge))
    extra = ROOT / "template/.gitlab/extra.yml"
    write(
        folder, {".gitlab/extra.yml": extra.read_text("utf-8"), "ci": RECORDER.read_text("utf-8")}
    )
    (folder / "ci").chmod(0o755)
    commit_all(folder)
    return folder


def run_github(repo: Path, out: Path) -> dict[str, list[str]]:
    ran = github_run(repo, ".github/workflows/ci.yml", "push", out=out)
    assert ran.exit_code == 0, ran.log
    return {name: lines(ran.artifacts / f"reports-{name}/{name}/found.txt") for name in TRAIN} | {
        "required": lines(ran.artifacts / "evidence/evidence.md")
    }


def run_gitlab(repo: Path, out: Path) -> dict[str, list[str]]:
    ran = gitlab_run(repo, event="push", out=out, manual=["canary"])
    assert ran.exit_code == 0, ran.log
    found = {}
    for name in TRAIN:
        found[name] = lines(ran.artifacts(gitlab_job(name)) / f"reports/{name}/found.txt")
    return found | {"required": lines(ran.artifacts("required") / "reports/evidence.md")}


def gitlab_job(stage: str) -> str:
    """`image` is a keyword of GitLab, so the job of that stage is called otherwise."""
    return "image-stage" if stage == "image" else stage


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split()


def test_stages_find_what_they_take(forge: str, repo: Path, tmp_path: Path) -> None:
    run = {"github": run_github, "gitlab": run_gitlab}[forge]
    found = run(repo, tmp_path / "out")
    collected = found.pop("required")
    # It reads the evidence, which lies where the forge puts it.
    found["publish"] = [p for p in found["publish"] if not p.startswith("reports")]
    assert {
        name: [p for p in paths if not p.startswith(f"reports/{name}/")]
        for name, paths in found.items()
    } == FOUND
    inside = "./reports-in/reports-{0}/{0}.json" if forge == "github" else "./reports/{0}.json"
    assert {inside.format(name) for name in TRAIN} <= set(collected)


DELIVERY = {"publish", "staging", "canary", "rollout"}


@pytest.mark.parametrize("fork", [False, True], ids=["branch", "fork"])
@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_pull_request_delivers_nothing(fork: bool, repo: Path, tmp_path: Path) -> None:
    ran = github_run(
        repo, ".github/workflows/ci.yml", "pull_request", out=tmp_path / "out", fork=fork
    )
    assert ran.exit_code == 0, ran.log
    skipped = {name.rpartition(" / ")[2] for name, job in ran.results.items() if job == "skipped"}
    assert skipped == DELIVERY | BESIDE
    started = [job for job in ran.jobs.values() if job.steps]
    assert started
    assert not [job.id for job in started if "id-token" in job.permissions or job.environment]


@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_merge_request_delivers_nothing(repo: Path, tmp_path: Path) -> None:
    ran = gitlab_run(repo, event="merge_request", out=tmp_path / "out")
    assert ran.exit_code == 0, ran.log
    expected = {gitlab_job(name) for name in TRAIN if name not in DELIVERY}
    released = {"eval-approval", "eval-approval-asked", CHILD + "spared", "required"}
    assert ran.jobs == dict.fromkeys(expected | released, "success"), ran.log


# Everything but lint follows unit.
AFTER_UNIT = dict.fromkeys([name for name in TRAIN if name not in ("lint", "unit")], "skipped")
UNIT_FAILS = {"lint": "success", "unit": "failure"} | AFTER_UNIT


def fail_unit(repo: Path) -> None:
    (repo / "fail-unit").touch()
    commit(repo, "unit fails")


@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_failing_stage_on_github(repo: Path, tmp_path: Path) -> None:
    fail_unit(repo)
    ran = github_run(repo, ".github/workflows/ci.yml", "push", out=tmp_path / "out")
    results = {name.removeprefix("train / "): result for name, result in ran.results.items()}
    results = {name: result for name, result in results.items() if name not in BESIDE}
    red = {"required": "failure", "train": "failure"}
    assert (ran.exit_code, results) == (1, UNIT_FAILS | red), ran.log


@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_failing_stage_on_gitlab(repo: Path, tmp_path: Path) -> None:
    fail_unit(repo)
    ran = gitlab_run(repo, event="push", out=tmp_path / "out", manual=["canary"])
    # GitLab starts `required` all the same, because of its `when: always`; gitlab-ci-local does not
    # start a job whose needs never ran. What the job would say, tests/gates/test_evidence.py shows.
    required = ran.jobs.pop("required")
    assert required != "success", ran.log
    for name in ("eval-approval", "eval-approval-asked"):
        assert ran.jobs.pop(name) == "skipped"
    expected = {gitlab_job(name): result for name, result in UNIT_FAILS.items()}
    assert (ran.exit_code, ran.jobs) == (1, expected), ran.log


def ask(repo: Path) -> None:
    (repo / "ask-eval").touch()
    commit(repo, "eval asks a person")


@pytest.mark.parametrize("given", [True, False], ids=["given", "awaited"])
@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_a_sign_off_on_github(given: bool, repo: Path, tmp_path: Path) -> None:
    ask(repo)
    ran = github_run(
        repo,
        ".github/workflows/ci.yml",
        "pull_request",
        out=tmp_path / "out",
        protect=["eval-approval"],
        approve=["eval-approval"] if given else [],
    )
    results = {name.rpartition(" / ")[2]: result for name, result in ran.results.items()}
    assert results["eval-approval"] == ("success" if given else "waiting"), ran.log
    assert results["required"] == ("success" if given else "waiting")


@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_a_sign_off_on_gitlab(repo: Path, tmp_path: Path) -> None:
    """The child pipeline has a manual job, which nobody starts here.

    GitLab keeps its trigger waiting, gitlab-ci-local does not: tests/forges/test_pipelines.py
    shows that the real `./ci approval --for eval` then refuses.
    """
    ask(repo)
    ran = gitlab_run(repo, event="merge_request", out=tmp_path / "out")
    assert ran.jobs["eval"] == "success"
    assert not [name for name in ran.jobs if "->" in name and ran.jobs[name] == "success"], ran.log


NIGHT = {
    "github": "./shards-in/shards-nightly-{0}/{0}-3.txt",
    "gitlab": "./reports/nightly/shards/{0}-3.txt",
}


def test_the_night_is_shared_and_put_together(forge: str, repo: Path, tmp_path: Path) -> None:
    if forge == "github":
        hub = github_run(repo, ".github/workflows/ci.yml", "schedule", out=tmp_path / "out")
        found = hub.artifacts / "reports-nightly/nightly/found.txt"
        delivered = {name for name, job in hub.results.items() if job == "success"}
    else:
        lab = gitlab_run(repo, event="schedule", out=tmp_path / "out")
        found = lab.artifacts("nightly") / "reports/nightly/found.txt"
        delivered = {name for name, job in lab.jobs.items() if job == "success"}
    assert sorted(lines(found)) == [NIGHT[forge].format(number) for number in (1, 2, 3)]
    assert not {name.rpartition(" / ")[2] for name in delivered} & DELIVERY
