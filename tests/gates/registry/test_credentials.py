from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry import credentials
from goldenpath_gates.registry.credentials import Credentials
from goldenpath_gates.registry.reference import Repository

GHCR = Repository("ghcr.io", "acme/answers")
GITHUB = {"GITHUB_ACTOR": "octocat", "GITHUB_TOKEN": "t"}
GITLAB = {"CI_REGISTRY": "reg.example.com", "CI_REGISTRY_USER": "u", "CI_REGISTRY_PASSWORD": "p"}
OWN = {"GOLDENPATH_REGISTRY_USER": "me", "GOLDENPATH_REGISTRY_PASSWORD": "mine"}


@pytest.mark.parametrize(
    ("host", "env", "user"),
    [
        pytest.param("ghcr.io", GITHUB, "octocat", id="GitHub's own"),
        pytest.param("reg.example.com", GITLAB, "u", id="GitLab's own"),
        pytest.param("ghcr.io", {**GITHUB, **OWN}, "me", id="ours before the forge's"),
        pytest.param("reg.example.com", GITHUB, None, id="GitHub's token stays with GitHub"),
        pytest.param("ghcr.io", GITLAB, None, id="GitLab's password stays with GitLab"),
        pytest.param("ghcr.io", {"GITHUB_ACTOR": "octocat"}, None, id="half of GitHub's"),
    ],
)
def test_environment(host: str, env: Mapping[str, str], user: str | None, tmp_path: Path) -> None:
    found = credentials.of(Repository(host, "acme/answers"), {"HOME": str(tmp_path), **env})
    assert (found.user if found else None) == user


@pytest.mark.parametrize("name", OWN)
def test_half_of_a_pair(name: str) -> None:
    with pytest.raises(UsageError, match="belong together"):
        credentials.of(GHCR, {name: OWN[name]})


def _auth(pair: str) -> dict[str, str]:
    return {"auth": base64.b64encode(pair.encode()).decode()}


@pytest.mark.parametrize(
    ("auths", "expected"),
    [
        ({"ghcr.io": _auth("a:b:c")}, Credentials("a", "b:c")),
        ({"https://ghcr.io": _auth("a:b")}, Credentials("a", "b")),
        ({"ghcr.io": _auth("a:b"), "ghcr.io/acme": _auth("c:d")}, Credentials("c", "d")),
        ({"ghcr.io.example.com": _auth("a:b")}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize(
    ("path", "env"),
    [
        (".docker/config.json", {}),
        (".config/containers/auth.json", {}),
        ("d/config.json", {"DOCKER_CONFIG": "d"}),
        ("run/containers/auth.json", {"XDG_RUNTIME_DIR": "run"}),
        ("my.json", {"REGISTRY_AUTH_FILE": "my.json"}),
    ],
)
def test_written_down(
    path: str, env: Mapping[str, str], auths: Any, expected: Credentials | None, tmp_path: Path
) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"auths": auths}))
    there = {name: str(tmp_path / value) for name, value in env.items()}
    assert credentials.of(GHCR, {"HOME": str(tmp_path), **there}) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"auths": {"ghcr.io": {}}, "credsStore": "pass"}', "a credential helper"),
        ('{"credHelpers": {"ghcr.io": "gcloud"}}', "a credential helper"),
        ('{"auths": {"ghcr.io": {"auth": "%%%"}}}', "not user:password"),
        ('{"auths": ', "cannot be read as JSON"),
        ("[]", "not an object"),
        ("[" * 9999, "cannot be read as JSON"),
        ('{"auths": 7}', "not an object"),
    ],
)
def test_broken(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(IncompleteError, match=said):
        credentials.of(GHCR, {"HOME": str(tmp_path), "DOCKER_CONFIG": str(tmp_path)})


def test_a_password_is_not_shown() -> None:
    assert "b" not in repr(Credentials("a", "b")).replace("Credentials", "")
