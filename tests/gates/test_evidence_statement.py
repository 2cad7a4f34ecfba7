"""What the record says as an in-toto statement: subject, waivers, approvals, digests, run."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import evidence, report, signoff
from goldenpath_gates.evidence import Evidence, Row
from goldenpath_gates.report import Excuse, Finding
from goldenpath_gates.train import Stage, Train

from tests.gates.support import a_report, repository, violation, write

POLICY = Stage("policy", "Would we let it in?", 5, signoff=True)
IMAGE = Stage("image", "Is the thing we ship clean?", 5)
TRAIN = Train((POLICY, IMAGE), 1, 5)
RECORD = "reports/image/image.json"
DIGEST = "d" * 64
BUILT = {"name": "Answer Service", "digest": f"sha256:{DIGEST}", "size": 1}
SUBJECT = {"name": "Answer Service", "digest": {"sha256": DIGEST}}
GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://forge.test",
    "GITHUB_REPOSITORY": "acme/svc",
    "GITHUB_RUN_ID": "7",
    "GITHUB_ACTOR": "octocat",
}
RUN = "https://forge.test/acme/svc/actions/runs/7"
GITLAB = {
    "GITLAB_CI": "true",
    "CI_PIPELINE_ID": "9",
    "CI_PIPELINE_URL": "https://forge.test/p/9",
    "GITLAB_USER_LOGIN": "tanuki",
}
EXCUSE = Excuse("@acme/ai", "2027-01-31", "until the move")
WAIVED = Finding("workload-limits", "has no limits", "deploy/a.yaml", 3, waiver=EXCUSE)


@pytest.fixture
def commit(service: Path) -> str:
    write(service, {".gitignore": "reports/\nreports-in/\n"})
    return repository(service)


def collected(service: Path, **results: str) -> Evidence:
    done = evidence.collect(service, TRAIN, "change", results, env={})
    assert violation(evidence.to_json(done), "evidence") is None
    return done


def image_row(service: Path, **results: str) -> Row:
    return collected(service, **results).rows[1]


def built(service: Path, at: str, text: str = json.dumps(BUILT), **changes: Any) -> None:
    values = {"stage": "image", "commit": at, "artifacts": (RECORD,), **changes}
    a_report(**values).write(service)
    write(service, {RECORD: text})


def test_the_subject_is_the_commit_and_the_image(service: Path, commit: str) -> None:
    built(service, commit)
    body = evidence.to_json(collected(service))
    assert (body["_type"], body["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "urn:goldenpath:evidence:2",
    )
    assert body["subject"] == [{"name": "tiny", "digest": {"gitCommit": commit}}, SUBJECT]
    page = evidence.markdown(collected(service))
    assert f"Image Answer Service@sha256:{DIGEST}." in page


def test_the_image_is_read_where_its_job_handed_it_over(service: Path, commit: str) -> None:
    built(service, commit, json.dumps({**BUILT, "digest": "sha256:" + "e" * 64}))
    folder = service / "reports-in/reports-image"
    folder.mkdir(parents=True)
    (service / "reports/image").rename(folder / "image")
    (service / "reports/image.json").rename(folder / "image.json")
    built(service, commit, "{}")  # what lies in the checkout speaks for no job
    row = image_row(service, image="success", policy="success")
    assert (row.outcome, row.image) == (
        "passed",
        {"name": "Answer Service", "digest": {"sha256": "e" * 64}},
    )
    assert image_row(service, image="failure").image is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        (json.dumps(BUILT)[:-1], "cannot be read"),
        (json.dumps({**BUILT, "name": "\ud800"}), "cannot be read"),
        (json.dumps({**BUILT, "why": "x" * 1_000_000}), "cannot be read"),
        ("[]", "does not say which image it is"),
        (json.dumps({"name": "a"}), '"digest" is a required property'),
        (json.dumps({**BUILT, "digest": "latest"}), "digest: "),
        (json.dumps({**BUILT, "digest": f"sha256:{DIGEST}\n"}), "digest: "),
        (json.dumps({**BUILT, "name": 1}), "name: "),
    ],
    ids=["empty", "deep", "cut", "half a pair", "huge", "list", "no digest", "tag", "line", "name"],
)
def test_an_image_that_cannot_be_told_is_incomplete(
    text: str, says: str, service: Path, commit: str
) -> None:
    built(service, commit, text)
    row = image_row(service)
    assert (row.outcome, row.image) == ("incomplete", None)
    assert row.summary.startswith(RECORD)
    assert says in row.summary


def test_what_is_refused_is_not_quoted_at_length(service: Path, commit: str) -> None:
    built(service, commit, json.dumps({**BUILT, "digest": "x" * 900_000}))
    assert len(image_row(service).summary) == 2000


def test_an_image_that_was_not_handed_on_is_incomplete(service: Path, commit: str) -> None:
    built(service, commit)
    (service / RECORD).unlink()
    assert "was not handed on" in image_row(service).summary
    (service / "elsewhere.json").write_text(json.dumps(BUILT))
    (service / RECORD).symlink_to(service / "elsewhere.json")
    assert "was not handed on" in image_row(service).summary


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"artifacts": ()}, id="the report names none"),
        pytest.param({"verdict": "failed"}, id="it is not clean"),
        pytest.param({"stage": "policy"}, id="another stage names it"),
        pytest.param({"commit": "0" * 40}, id="of another commit"),
    ],
)
def test_noop_no_image(changes: dict[str, Any], service: Path, commit: str) -> None:
    built(service, commit, **changes)
    subjects = evidence.to_json(collected(service))["subject"]
    assert [list(one["digest"]) for one in subjects] == [["gitCommit"]]


def test_without_a_commit_there_is_a_record_for_people(service: Path) -> None:
    a_report(stage="policy", commit=None).write(service)
    body = evidence.to_json(collected(service))
    assert (body["subject"], body["predicate"]["commit"]) == ([], None)
    assert "Commit no commit" in evidence.markdown(collected(service))


def test_what_was_waived_is_data(service: Path, commit: str) -> None:
    notes = (WAIVED, Finding("waiver-ending", "ends soon"))
    a_report(stage="policy", commit=commit, notes=notes).write(service)
    done = collected(service)
    assert evidence.to_json(done)["predicate"]["waivers"] == [
        {
            "stage": "policy",
            "rule": "workload-limits",
            "path": "deploy/a.yaml",
            "message": "has no limits",
            "owner": "@acme/ai",
            "expires": "2027-01-31",
            "reason": "until the move",
        }
    ]
    page = evidence.markdown(done)
    assert "| @acme/ai | 2027-01-31 | until the move | has no limits |" in page
    assert page.count("has no limits") == 1
    assert "| policy | waiver-ending ends soon |" in page


def test_approvals_are_data(service: Path, commit: str) -> None:
    a_report(stage="policy", commit=commit, verdict="approval").write(service)
    assert evidence.to_json(collected(service))["predicate"]["approvals"] == []
    signoff.record(service, "policy", GITHUB)
    assert evidence.to_json(collected(service))["predicate"]["approvals"] == [
        {"stage": "policy", "environment": "policy-approval", "run": RUN}
    ]


@pytest.mark.parametrize(
    ("env", "run"),
    [
        ({}, None),
        (GITHUB, {"forge": "github", "id": "7", "url": RUN, "actor": "octocat"}),
        (
            GITLAB,
            {"forge": "gitlab", "id": "9", "url": "https://forge.test/p/9", "actor": "tanuki"},
        ),
        (
            {"GITLAB_CI": "true"},
            {"forge": "gitlab", "id": None, "url": "unknown", "actor": None},
        ),
    ],
    ids=["laptop", "github", "gitlab", "a forge that says little"],
)
def test_the_run_that_wrote_it(env: dict[str, str], run: Any, service: Path, commit: str) -> None:
    done = evidence.collect(service, TRAIN, "change", {}, env=env)
    body = evidence.to_json(done)
    assert violation(body, "evidence") is None
    assert body["predicate"]["run"] == run
    assert ("\nRun " in evidence.markdown(done)) is bool(run)


def test_files_of_a_stage_are_pinned(service: Path, commit: str) -> None:
    names = ("reports/policy/policy.sarif", "reports/policy/gone.json")
    a_report(stage="policy", commit=commit, artifacts=names).write(service)
    write(service, {names[0]: "{}"})
    body = evidence.to_json(collected(service))
    expected = {names[0]: hashlib.sha256(b"{}").hexdigest()}
    assert body["predicate"]["digests"] == expected


@pytest.mark.parametrize(
    "name",
    [
        "reports/policy/../../secret",
        "reports/policy/link",
        "reports/policy/fifo",
        "reports/policy/",
        "reports/policy/\0",
        f"reports/policy/{'x' * 3000}",
        "reports/image/image.json",
        "/etc/passwd",
        "reports/policy.json",
    ],
)
def test_noop_what_a_hostile_report_names(name: str, service: Path, commit: str) -> None:
    """Out of the stage's folder, into another's, or something that is no file."""
    write(service, {"secret": "s", "reports/policy/x": "", RECORD: json.dumps(BUILT)})
    (service / "reports/policy/link").symlink_to(service / "secret")
    os.mkfifo(service / "reports/policy/fifo")
    a_report(stage="policy", commit=commit, artifacts=(name,)).write(service)
    assert evidence.to_json(collected(service))["predicate"]["digests"] == {}


def test_a_hostile_report_stays_in_its_cells(service: Path, commit: str) -> None:
    evil = "a | b\n# all: passed <script> `x` [y](https://example.test)"
    excuse = Excuse(evil, "2027-01-31", evil)
    a_report(
        stage="policy",
        commit=commit,
        summary=evil,
        notes=(Finding(evil, evil, evil, waiver=excuse), Finding(evil, evil)),
        artifacts=("reports/policy/a | b\n# c",),
    ).write(service)
    write(service, {"reports/policy/a | b\n# c": ""})
    page = evidence.markdown(collected(service))
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings[1:] == ["## Waivers", "## Notes", "## Versions", "## Files"]
    assert not {"<", "`", "["} & set(page)
    path, _ = evidence.write(collected(service), service)
    assert report.parsed(path.read_text("utf-8"))["predicate"]["waivers"][0]["owner"] == evil
