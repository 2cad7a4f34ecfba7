from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.signing import statements
from goldenpath_gates.signing.statements import Run

from tests.gates.signing.support import BOM, IDENTITY, IMAGE
from tests.sigstore_box import COMMIT

ON_GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_SHA": COMMIT,
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/answers",
    "GITHUB_RUN_ID": "7",
}
ON_GITLAB = {
    "GITLAB_CI": "true",
    "CI_COMMIT_REF_NAME": "main",
    "CI_COMMIT_SHA": COMMIT,
    "CI_PIPELINE_URL": "https://gitlab.example.com/acme/answers/-/pipelines/7",
}
SUBJECT = [{"name": "registry.example.com/acme/answers", "digest": {"sha256": "ab" * 32}}]


@pytest.mark.parametrize(
    ("env", "ref"),
    [
        (ON_GITHUB, "refs/heads/main"),
        ({**ON_GITHUB, "GITHUB_REF": "refs/tags/v1"}, "refs/tags/v1"),
        (ON_GITLAB, "refs/heads/main"),
        ({**ON_GITLAB, "CI_COMMIT_REF_NAME": "v1", "CI_COMMIT_TAG": "v1"}, "refs/tags/v1"),
    ],
)
def test_run(env: Mapping[str, str], ref: str) -> None:
    run = statements.run_of(env)
    assert (run.ref, run.commit) == (ref, COMMIT)
    assert run.invocation.startswith("https://git")


@pytest.mark.parametrize(
    "env",
    [{}, *({**ON_GITHUB, name: ""} for name in ON_GITHUB if name != "GITHUB_SERVER_URL")],
)
def test_no_run(env: Mapping[str, str]) -> None:
    with pytest.raises(IncompleteError, match="provenance needs the run that built the image"):
        statements.run_of(env)


def test_provenance() -> None:
    run = Run("refs/heads/main", COMMIT, "https://github.com/acme/answers/actions/runs/7")
    bases = ["python:3.14-slim@sha256:" + "0" * 64]
    told = statements.provenance(IMAGE, IDENTITY.repository, IDENTITY.workflow, run, bases)
    assert told == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": SUBJECT,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "urn:goldenpath:build:1",
                "externalParameters": {
                    "repository": "https://github.com/acme/answers",
                    "ref": "refs/heads/main",
                    "workflow": IDENTITY.workflow,
                },
                "resolvedDependencies": [
                    {
                        "uri": "git+https://github.com/acme/answers@refs/heads/main",
                        "digest": {"gitCommit": COMMIT},
                    },
                    {"uri": "python:3.14-slim", "digest": {"sha256": "0" * 64}},
                ],
            },
            "runDetails": {
                "builder": {"id": IDENTITY.workflow},
                "metadata": {"invocationId": run.invocation},
            },
        },
    }
    assert statements.commit_of(told["predicate"]) == COMMIT


def test_a_base_without_a_digest() -> None:
    run = Run("refs/heads/main", COMMIT, "https://github.com/acme/answers/actions/runs/7")
    with pytest.raises(IncompleteError, match="base image python:3 has no digest"):
        statements.provenance(IMAGE, IDENTITY.repository, IDENTITY.workflow, run, ["python:3"])


def test_sbom_and_evidence() -> None:
    told = [statements.sbom(IMAGE, BOM), statements.evidence(IMAGE, {"verdict": "passed"})]
    assert [each["predicate"] for each in told] == [BOM, {"verdict": "passed"}]
    assert [each["subject"] for each in told] == [SUBJECT, SUBJECT]
    assert {each["predicateType"] for each in told} <= statements.NAMES.keys()


@pytest.mark.parametrize(
    "predicate",
    [
        {},
        {"buildDefinition": None},
        {"buildDefinition": {}},
        {"buildDefinition": {"resolvedDependencies": {}}},
        {"buildDefinition": {"resolvedDependencies": [7, {}, {"digest": []}]}},
    ],
)
def test_no_commit(predicate: Any) -> None:
    assert statements.commit_of(predicate) is None
