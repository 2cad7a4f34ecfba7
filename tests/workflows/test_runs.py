"""Both trains, executed: what one stage hands on lies at the same path for the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents import outputs
from render import load

from tests.forges.support import commit_all, git, github_run, gitlab_jobs, gitlab_run
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
BESIDE = {"eval-approval", "preview", "preview-end", "nightly", "nightly-shard", "reaper"}
"""Of a sign-off, a preview and the night; a change that needs none skips them on GitHub."""
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


JUDGED, END = ("lint", "image"), ("preview-end",)
PREVIEWED, BOTH = (*JUDGED, "preview"), (*JUDGED, *END)
# What happened to a pull request: its action, the labels that it has then, the one that it was
# about, and whether it is of a fork. Then which jobs start, in which group, and whether that run
# cancels the one before it.
EVENTS: list[tuple[str, str, str, bool, tuple[str, ...], str, bool]] = [
    ("opened", "", "", False, JUDGED, "7", True),
    ("synchronize", "bug", "", False, JUDGED, "7", True),
    ("synchronize", "bug preview", "", False, PREVIEWED, "preview-7", False),
    ("reopened", "preview", "", False, PREVIEWED, "preview-7", False),
    ("labeled", "bug preview", "preview", False, PREVIEWED, "preview-7", False),
    ("labeled", "bug preview", "bug", False, (), "alone", False),
    ("labeled", "bug", "bug", False, (), "alone", False),
    ("unlabeled", "preview", "bug", False, (), "alone", False),
    ("unlabeled", "", "preview", False, BOTH, "preview-7", False),
    ("closed", "preview", "", False, END, "preview-7", False),
    ("closed", "", "", False, (), "alone", True),
    ("opened", "preview", "", True, JUDGED, "preview-7", False),
    ("labeled", "preview", "preview", True, JUDGED, "preview-7", False),
    ("unlabeled", "", "preview", True, JUDGED, "preview-7", False),
    ("closed", "preview", "", True, (), "preview-7", False),
]


def event(action: str, labels: str, about: str) -> dict[str, Any]:
    state = "closed" if action == "closed" else "open"
    names = [{"name": name} for name in labels.split()]
    change = {"number": 7, "state": state, "labels": names}
    label = {"label": {"name": about}} if about else {}
    return {"action": action, "number": 7, "pull_request": change, **label}


@pytest.mark.parametrize(
    ("action", "labels", "about", "fork", "starts", "group", "cancels"), EVENTS
)
@pytest.mark.parametrize("forge", ["github"], indirect=True)
def test_what_starts_on_a_pull_request(
    action: str,
    labels: str,
    about: str,
    fork: bool,
    starts: tuple[str, ...],
    group: str,
    cancels: bool,
    repo: Path,
    tmp_path: Path,
) -> None:
    """A run that judges nothing has no job `required`, so no check of that name; and whoever sets a
    label, or closes and opens again, neither skips nor cancels the run that judges."""
    git(repo, "checkout", "-q", "-b", "topic")
    commit(repo, "of the change")
    ran = github_run(
        repo,
        ".github/workflows/ci.yml",
        "pull_request",
        out=tmp_path / "out",
        event_json=event(action, labels, about),
        fork=fork,
        only=BOTH + PREVIEWED,
    )
    assert ran.exit_code == 0, ran.log
    jobs = {name.rpartition(" / ")[2]: job for name, job in ran.jobs.items() if job.steps}
    assert set(jobs) == set(starts)
    judged = [name for name in ran.results if name.startswith("train / ")]
    assert bool(judged) == ("lint" in starts)
    alone = "1"  # the number of the run
    held = {"group": f"ci-ci-{alone if group == 'alone' else group}"}
    assert ran.concurrency == held | {"cancel-in-progress": cancels}
    trusted = [name for name, job in jobs.items() if "id-token" in job.permissions]
    assert trusted == [name for name in starts if jobs[name].environment == "preview"]
    assert ("env down --change 7 at first" in ran.log) == (starts[-1:] == END)


@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_merge_request_delivers_nothing(repo: Path, tmp_path: Path) -> None:
    ran = gitlab_run(repo, event="merge_request", out=tmp_path / "out")
    assert ran.exit_code == 0, ran.log
    expected = {gitlab_job(name) for name in TRAIN if name not in DELIVERY}
    released = {"eval-approval", "eval-approval-asked", CHILD + "spared", "required"}
    assert ran.jobs == dict.fromkeys(expected | released, "success"), ran.log


ASKS = {
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_LABELS": "bug,preview",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1",
    "CI_MERGE_REQUEST_PROJECT_ID": "1",
}


@pytest.mark.parametrize(
    ("changed", "starts"),
    [
        ({}, True),
        ({"CI_MERGE_REQUEST_LABELS": "preview"}, True),
        ({"CI_MERGE_REQUEST_LABELS": "no-preview,previews"}, False),
        ({"CI_MERGE_REQUEST_LABELS": ""}, False),
        ({"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2"}, False),
        ({"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"}, False),
    ],
    ids=["label", "alone", "other-label", "none", "fork", "push"],
)
@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_what_starts_on_a_merge_request(
    changed: dict[str, str], starts: bool, repo: Path, tmp_path: Path
) -> None:
    main = {"CI_DEFAULT_BRANCH": "main"}
    names = gitlab_jobs(repo, tmp_path / "out", "merge_request", main | ASKS | changed)
    assert {"preview", "preview-end"} & set(names) == (
        {"preview", "preview-end"} if starts else set()
    )
    assert "required" in names


@pytest.mark.parametrize("forge", ["gitlab"], indirect=True)
def test_a_preview_on_gitlab(repo: Path, tmp_path: Path) -> None:
    """It finds the image; when its environment stops, the code of the default branch ends it."""
    git(repo, "checkout", "-q", "-b", "topic")
    commit(repo, "of the change")
    ran = gitlab_run(
        repo,
        event="merge_request",
        out=tmp_path / "out",
        manual=["preview-end"],
        variables=ASKS | {"CI_DEFAULT_BRANCH": "main"},
        libraries={"acme/svc": repo},
    )
    assert (ran.jobs["preview"], ran.jobs["preview-end"]) == ("success", "success"), ran.log
    found = lines(ran.artifacts("preview") / "reports/preview/found.txt")
    assert {"dist/image/digest.txt", "dist/image/layers/1.tar"} <= set(found)
    assert "env down --change 7 at first" in ran.job_log("preview-end")
    assert ran.jobs["required"] == "success"


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
