"""The rules of the two hardening lists that no linter checks."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from documents import IMAGE, outputs
from forges import CONDITIONS, PREVIEW, RESERVED
from render import load

from tests.workflows.support import ANSWERS, FULL, GITHUB, GITLAB, ROOT, service

FILES = outputs(load(FULL))
PIN = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+(-node20)?$")
HOSTS = ["cloud", "ghes"]
VARIANTS = [
    (ci, pipeline, host, library_host)
    for ci in ("github", "gitlab")
    for pipeline in ("vendored", "referenced")
    for host in HOSTS
    for library_host in ("github.com", "gitlab.example.test")
]


# Which jobs of the table may write what; all others read.
WRITES = {
    "staging": {"contents"},
    "canary": {"contents", "pull-requests"},
    "preview": {"packages", "pull-requests"},
}
PACKAGES = {"publish": "write", "staging": "read", "canary": "read", "preview": "write"}
SECRETS = {"eval": "Run eval", "preview-end": "End what preview made"}
WORKFLOWS = ("train", "preview-end")
ENDING = ("preview", "preview-end", "reaper")


def workflow(host: str, name: str = "train") -> dict[str, Any]:
    suffix = {"cloud": "", "ghes": "-ghes"}[host]
    parsed: dict[str, Any] = yaml.safe_load(FILES[f"workflows/github/{name}{suffix}.yml"])
    return parsed


def github_jobs() -> list[Any]:
    return [
        pytest.param(name, job, id=f"{host}-{name}")
        for host in HOSTS
        for whole in WORKFLOWS
        for name, job in workflow(host, whole)["jobs"].items()
    ]


def gitlab_jobs() -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(FILES["workflows/gitlab/train.yml"])
    return {name: job for name, job in jobs.items() if "trigger" not in job}


@pytest.mark.parametrize(("name", "job"), github_jobs())
def test_github_job(name: str, job: dict[str, Any]) -> None:
    assert job["name"] == name
    assert job["runs-on"] == "ubuntu-24.04"
    assert job["timeout-minutes"] > 0
    writes = WRITES.get(name, set())
    assert job["permissions"]["contents"] == ("write" if "contents" in writes else "read")
    assert ("pull-requests" in job["permissions"]) == ("pull-requests" in writes)
    assert job["permissions"].get("packages") == PACKAGES.get(name)
    checkout = next(s for s in job["steps"] if "actions/checkout@" in s.get("uses", ""))
    assert checkout["with"]["persist-credentials"] is False
    assert not [s for s in job["steps"] if "${{" in s.get("run", "")]
    read = [
        (step["name"], key, value)
        for step in job["steps"]
        for key, value in step.get("env", {}).items()
        if "secrets." in value
    ]
    key = ("MODEL_API_KEY", "${{ secrets.MODEL_API_KEY }}")
    assert read == ([(SECRETS[name], *key)] if name in SECRETS else [])


@pytest.mark.parametrize(("name", "job"), github_jobs())
def test_identity_and_environment_only_where_people_of_the_repository_asked(
    name: str, job: dict[str, Any]
) -> None:
    """On the default branch, at night, or on a change that a member gave the label."""
    condition = str(job.get("if")).removeprefix("${{ !failure() && !cancelled() && ")
    trusted = name == "preview-end" or condition.removesuffix(" }}") in CONDITIONS.values()
    if name == "preview-end":
        assert "if" not in job  # its caller has it, and its code is that of the default branch
        checkout = next(s for s in job["steps"] if "actions/checkout@" in s.get("uses", ""))
        assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    if releases(name):  # deploys nothing, and holds no secret: its environment only asks people
        assert job["permissions"] == {"contents": "read", "actions": "read"}
        assert job["environment"] == {"name": name}
    else:
        assert (
            trusted
            or not {"id-token", "actions", "packages", "attestations"} & job["permissions"].keys()
        )
        assert trusted or "environment" not in job


def releases(job: str) -> bool:
    return job.endswith("-approval")


@pytest.mark.parametrize("host", HOSTS)
def test_a_person_is_asked_only_where_the_forge_asks_one(host: str) -> None:
    job = workflow(host)["jobs"]["eval-approval"]
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert runs == ["./ci approval eval-approval", "./ci approval --for eval"]


@pytest.mark.parametrize("asked", [True, False])
def test_child_pipelines_ask_a_person_or_nobody(asked: bool) -> None:
    (job,) = yaml.safe_load(
        FILES[f"workflows/gitlab/signoff-{'asked' if asked else 'spared'}.yml"]
    ).values()
    assert job["image"] == IMAGE
    assert (job.get("rules") == [{"when": "manual", "allow_failure": False}]) == asked
    assert (job["script"] == ['./ci approval "$GOLDENPATH_ENVIRONMENT"']) == asked


@pytest.mark.parametrize("host", HOSTS)
def test_github_workflow(host: str) -> None:
    parsed = workflow(host)
    for name in WORKFLOWS:
        whole = workflow(host, name)
        assert whole["permissions"] == {}
        assert whole["defaults"] == {"run": {"shell": "bash"}}
    parts = {"nightly-shard"}  # their stage speaks for them
    assert parsed["jobs"]["required"]["needs"] == [
        job for job in parsed["jobs"] if job not in {*parts, "required"}
    ]


@pytest.mark.parametrize("host", HOSTS)
def test_deploys_wait_for_each_other(host: str) -> None:
    jobs = workflow(host)["jobs"] | workflow(host, "preview-end")["jobs"]
    for name, job in jobs.items():
        if "environment" in job and not releases(name):
            group = job["concurrency"]
            whole = group.pop("group")
            assert whole.startswith("serial-")
            ends = name in ("preview", "preview-end")
            assert (whole == "serial-preview-${{ github.event.pull_request.number }}") == ends
            # `queue` is younger than any GitHub Enterprise Server.
            queue = {"queue": "max"} if host == "cloud" else {}
            assert group == {"cancel-in-progress": False} | queue


def test_ghes_has_nothing_that_it_lacks() -> None:
    text = FILES["workflows/github/train-ghes.yml"]
    text += FILES["workflows/github/preview-end-ghes.yml"]
    assert not re.search(r"\$/|harden-runner@|queue:", text)
    assert set(re.findall(r"-artifact@\w+ # (v\d+)", text)) == {"v3"}


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("workflows/github/")])
def test_every_action_is_pinned(name: str) -> None:
    uses = re.findall(r"uses: (.+)", FILES[name])
    assert uses
    assert [use for use in uses if not PIN.match(use)] == []


@pytest.mark.parametrize(("name", "job"), gitlab_jobs().items(), ids=gitlab_jobs())
def test_gitlab_job(name: str, job: dict[str, Any]) -> None:
    assert name not in RESERVED
    assert {"needs", "timeout", "interruptible", "rules"} <= job.keys()
    assert job["image"] == IMAGE
    assert re.search(r"@sha256:[0-9a-f]{64}$", job["image"])
    if name != "preview-end":  # which reports to nobody
        hands_on = not (releases(name) or "parallel" in job)  # of those, only success counts
        assert (job["artifacts"].get("when") == "always") == hands_on
        assert job["artifacts"]["expire_in"]
    # The project itself describes identities: GitLab ignores them in an included file.
    assert "id_tokens" not in job
    if "environment" in job:
        assert job["resource_group"].startswith("serial-")
        assert job["interruptible"] is False
        asks = f"./ci approval {job['environment']['name']}"
        assert (job["script"][0] == asks) == (name == "canary")
        if name in ("preview", "preview-end"):
            assert [rule["if"] for rule in job["rules"]] == [PREVIEW]
            assert job["environment"]["name"] == "preview/$CI_MERGE_REQUEST_IID"
            assert job["resource_group"] == "serial-preview-$CI_MERGE_REQUEST_IID"
        else:
            assert "merge_request_event" not in str(job["rules"])


def test_gitlab_ends_a_preview_with_its_change() -> None:
    jobs = gitlab_jobs()
    lives = {"on_stop": "preview-end", "auto_stop_in": "$GOLDENPATH_PREVIEW_TTL"}
    assert lives.items() <= jobs["preview"]["environment"].items()
    assert jobs["preview-end"]["environment"]["action"] == "stop"
    (rule,) = jobs["preview-end"]["rules"]
    assert (rule["when"], rule["allow_failure"]) == ("manual", True)  # it holds nothing up
    assert "preview-end" not in str(jobs["required"]["needs"])
    # A cloud may tell by its tier what is no deployment; GitLab would guess one from the name.
    assert {jobs[name]["environment"]["deployment_tier"] for name in ENDING} == {"development"}
    assert jobs["reaper"]["environment"]["name"] == "preview"
    assert jobs["reaper"]["environment"]["action"] == "access"


@pytest.mark.parametrize(("cloud", "tokens"), [("none", 0), ("aws", 1)])
def test_gitlab_gives_an_identity_in_the_cloud_where_there_is_one(cloud: str, tokens: int) -> None:
    text = service(FILES, "gitlab", cloud=cloud)[GITLAB[0]]
    caller = yaml.safe_load(text)
    for name in ENDING:
        found = caller[name]["id_tokens"]
        assert found.pop("GOLDENPATH_ID_TOKEN") == {"aud": "https://sts.example.test"}
        cloud_token = {"GOLDENPATH_CLOUD_TOKEN": {"aud": "sts.example.test"}}
        assert found == (cloud_token if tokens else {})
    assert text.count("GOLDENPATH_CLOUD_TOKEN") == 3 * tokens
    assert caller["preview"]["variables"] == {"GOLDENPATH_PREVIEW_TTL": "24 hours"}


def caller_of(ci: str, pipeline: str, host: str, library_host: str) -> str:
    files = service(FILES, ci, pipeline=pipeline, github_host=host, library_host=library_host)
    expected = set(GITHUB if ci == "github" else GITLAB)
    assert files.keys() == (expected if pipeline == "vendored" else {min(expected, key=len)})
    return files[GITHUB[0] if ci == "github" else GITLAB[0]]


@pytest.mark.parametrize(("ci", "pipeline", "host", "library_host"), VARIANTS)
def test_caller_pins_the_library_once_for_each_workflow_and_nothing_else(
    ci: str, pipeline: str, host: str, library_host: str
) -> None:
    text = caller_of(ci, pipeline, host, library_host)
    pins = [line for line in text.splitlines() if re.search(r"[0-9a-f]{40}|@", line)]
    workflows = 2 if ci == "github" else 1  # the train, and what ends with a change
    assert len(pins) == workflows * (pipeline == "referenced")
    assert all(
        ANSWERS["library_ref"] in pin and pin.endswith(f" # v{ANSWERS['library_version']}")
        for pin in pins
    )


@pytest.mark.parametrize(
    ("pipeline", "host", "uses"),
    [
        ("vendored", "cloud", "$/.github/workflows/goldenpath.yml"),
        ("vendored", "ghes", "./.github/workflows/goldenpath.yml"),
        ("referenced", "cloud", "acme/goldenpath/.github/workflows/train.yml@"),
        ("referenced", "ghes", "acme/goldenpath/.github/workflows/train-ghes.yml@"),
    ],
)
def test_github_caller(pipeline: str, host: str, uses: str) -> None:
    caller = yaml.safe_load(caller_of("github", pipeline, host, "github.com"))
    job = caller["jobs"]["train"]
    assert job["uses"].startswith(uses)
    assert caller["permissions"] == {}
    assert caller["concurrency"]["group"].startswith("ci-${{")
    for name in WORKFLOWS:
        grants_what_is_asked(caller["jobs"][name], workflow(host, name))
    # What is the team's comes last, so that an update above it never conflicts.
    assert [*caller["jobs"]][-1] == "train"
    assert [*job][-1] == ("with" if host == "cloud" else "secrets")


def grants_what_is_asked(job: dict[str, Any], called: dict[Any, Any]) -> None:
    # GitHub refuses a run whose called jobs ask for more than the caller grants.
    asked: dict[str, set[str]] = {}
    for one in called["jobs"].values():
        for scope, access in one["permissions"].items():
            asked.setdefault(scope, set()).add(access)
    assert job["permissions"] == {scope: max(access) for scope, access in asked.items()}
    # Handed on by name: a called workflow sees no other secret of the repository.
    on = called[True]  # so YAML reads the key `on`
    assert on["workflow_call"]["secrets"] == {"MODEL_API_KEY": {"required": False}}
    assert job["secrets"] == {"MODEL_API_KEY": "${{ secrets.MODEL_API_KEY }}"}


@pytest.mark.parametrize(
    ("pipeline", "library_host", "first"),
    [
        ("vendored", "github.com", {"local": "/.gitlab/goldenpath.yml"}),
        (
            "referenced",
            "gitlab.example.test",
            {
                "project": "acme/goldenpath",
                "ref": ANSWERS["library_ref"],
                "file": "/workflows/gitlab/train.yml",
            },
        ),
        (
            "referenced",
            "github.com",
            {
                "remote": "https://raw.githubusercontent.com/acme/goldenpath/"
                f"{ANSWERS['library_ref']}/workflows/gitlab/train.yml"
            },
        ),
    ],
)
def test_gitlab_caller(pipeline: str, library_host: str, first: dict[str, str]) -> None:
    caller = yaml.safe_load(caller_of("gitlab", pipeline, "cloud", library_host))
    extra = {"local": "/.gitlab/extra.yml", "rules": [{"exists": [".gitlab/extra.yml"]}]}
    assert caller["include"] == [first, extra]
    assert caller["stages"] == [*dict.fromkeys(job["stage"] for job in gitlab_jobs().values())]
    assert set(caller) - {"workflow", "stages", "include"} == {
        "publish",
        "staging",
        "canary",
        "rollout",
        "preview",
        "preview-end",
        "reaper",
    }


@pytest.mark.parametrize("host", HOSTS)
def test_vendored_copy_is_the_library_file(host: str) -> None:
    name = {"cloud": "train", "ghes": "train-ghes"}[host]
    copy = service(FILES, "github", github_host=host)[GITHUB[1]]
    assert copy == FILES[f"workflows/github/{name}.yml"]


def test_extension_file_is_valid_and_changes_nothing() -> None:
    text = (ROOT / "template/.gitlab/extra.yml").read_text("utf-8")
    assert yaml.safe_load(text) == {"variables": {}}
