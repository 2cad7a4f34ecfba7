from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.signing.identity import Identity, expected
from goldenpath_gates.signing.settings import Signing

from tests.gates.signing.support import IDENTITY
from tests.gates.support import git

GITHUB_ENV = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/answers"}
GITLAB_ENV = {
    "CI_PROJECT_URL": "https://gitlab.example.com/a/b/answers",
    "CI_SERVER_URL": "https://gitlab.example.com",
}
GITLAB = Identity(
    "https://gitlab.example.com",
    "https://gitlab.example.com/a/b/answers",
    "https://gitlab.example.com/a/b/answers//.gitlab-ci.yml",
    "refs/heads/main",
)
SHA = "f" * 40
LIBRARY = replace(IDENTITY, workflow="https://github.com/acme/library/.github/workflows/train.yml")


def _calls(root: Path, uses: str) -> None:
    path = root / ".github" / "workflows" / "ci.yml"
    path.parent.mkdir(parents=True)
    end = uses.replace("/train", "/preview-end").replace("/goldenpath.", "/goldenpath-preview-end.")
    path.write_text(
        f"jobs:\n  preview-end:\n    uses: {end}\n  train:\n    uses: {uses}\n"
        f"  x:\n    steps:\n      - uses: a/b@{SHA}\n"
    )


@pytest.mark.parametrize(
    ("uses", "identity"),
    [
        ("$/.github/workflows/goldenpath.yml", IDENTITY),
        ("./.github/workflows/goldenpath.yml", IDENTITY),
        (f"acme/library/.github/workflows/train.yml@{SHA} # v1.2.0", LIBRARY),
        (
            f"acme/library/.github/workflows/train-ghes.yml@{SHA} # v1.2.0",
            replace(LIBRARY, workflow=LIBRARY.workflow.replace("train", "train-ghes")),
        ),
    ],
)
def test_on_github(uses: str, identity: Identity, tmp_path: Path) -> None:
    _calls(tmp_path, uses)
    assert expected(Signing(), GITHUB_ENV, tmp_path) == identity


def test_on_github_enterprise_server(tmp_path: Path) -> None:
    _calls(tmp_path, "./.github/workflows/goldenpath.yml")
    env = {**GITHUB_ENV, "GITHUB_SERVER_URL": "https://ghe.example.com"}
    found = expected(Signing(), env, tmp_path)
    assert found.issuer == "https://ghe.example.com/_services/token"
    assert found.workflow.startswith("https://ghe.example.com/acme/answers/.github/workflows/")


def test_on_gitlab(tmp_path: Path) -> None:
    assert expected(Signing(), GITLAB_ENV, tmp_path) == GITLAB


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/answers.git",
        "https://user:token@github.com/acme/answers",
        "git@github.com:acme/answers.git",
        "ssh://git@github.com:22/acme/answers",
        "ssh://git@github.com/acme/answers/",
    ],
)
def test_on_a_laptop(address: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", address)
    _calls(tmp_path, "$/.github/workflows/goldenpath.yml")
    assert expected(Signing(), {}, tmp_path) == IDENTITY


@pytest.mark.parametrize(
    ("workflow", "address"),
    [
        (".github/workflows/goldenpath.yml", IDENTITY.workflow),
        ("$/.github/workflows/goldenpath.yml", IDENTITY.workflow),
        ("acme/library/.github/workflows/train.yml", LIBRARY.workflow),
        ("acme/library/.github/workflows/train.yml@v1", f"{LIBRARY.workflow}@v1"),
        (IDENTITY.workflow, IDENTITY.workflow),
        ("ci/pipeline.yml", "https://github.com/acme/answers//ci/pipeline.yml"),
    ],
)
def test_a_workflow_of_the_settings(workflow: str, address: str, tmp_path: Path) -> None:
    assert expected(Signing(workflow=workflow), GITHUB_ENV, tmp_path).workflow == address


def test_settings_come_first(tmp_path: Path) -> None:
    settings = Signing(
        "https://git.example.com/x/y", "z.yml", "refs/heads/release", "https://id.example.com"
    )
    assert expected(settings, GITHUB_ENV, tmp_path) == Identity(
        "https://id.example.com",
        "https://git.example.com/x/y",
        "https://git.example.com/x/y//z.yml",
        "refs/heads/release",
    )


@pytest.mark.parametrize(
    ("settings", "env", "key"),
    [
        pytest.param(Signing(), {}, "repository", id="no remote"),
        pytest.param(Signing(), GITHUB_ENV, "workflow", id="no caller"),
        pytest.param(Signing("https://git.example.com/x/y"), {}, "issuer", id="an unknown forge"),
        pytest.param(Signing("http://github.com/x/y"), {}, "repository", id="not https"),
        pytest.param(Signing("https://github.com/x"), {}, "repository", id="an owner alone"),
    ],
)
def test_unknown(settings: Signing, env: Mapping[str, str], key: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"^\[signing\] {key}"):
        expected(settings, env, tmp_path)


def test_a_caller_of_two_trains(tmp_path: Path) -> None:
    _calls(tmp_path, "$/.github/workflows/goldenpath.yml")
    path = tmp_path / ".github" / "workflows" / "ci.yml"
    path.write_text(path.read_text() + "  y:\n    uses: ./.github/workflows/other.yml\n")
    with pytest.raises(UsageError, match="workflow is not known here"):
        expected(Signing(), GITHUB_ENV, tmp_path)
