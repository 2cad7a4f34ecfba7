"""What a provider is given in a pipeline: a token of this job, in a file of this run."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from goldenpath_gates.environments.settings import Identity
from goldenpath_gates.environments.terraform.credentials import Credentials
from goldenpath_gates.errors import IncompleteError, UsageError

from tests.gates.environments.terraform.conftest import Service, spec
from tests.gates.support import write

CLUSTER = """\
cluster = "https://kubernetes.staging.example.com"
certificate_authority = "deploy/staging.pem"
"""
GITLAB = {"CI": "true", "GOLDENPATH_CLOUD_TOKEN": "of.the.job"}
IDENTITIES = {
    "aws": Identity(role="arn:aws:iam::111122223333:role/preview", region="eu-central-1"),
    "gcp": Identity(
        role="preview@acme.iam.gserviceaccount.com",
        provider="projects/1/locations/global/workloadIdentityPools/forge/providers/gitlab",
        region="europe-west3",
        project="acme",
    ),
    "azure": Identity(role="client", tenant="tenant", subscription="subscription"),
}
EXPECTED: dict[str, dict[str, str]] = {
    "aws": {
        "AWS_WEB_IDENTITY_TOKEN_FILE": "{token}",
        "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/preview",
        "AWS_ROLE_SESSION_NAME": "goldenpath",
        "AWS_REGION": "eu-central-1",
    },
    "gcp": {
        "GOOGLE_APPLICATION_CREDENTIALS": "{folder}/google.json",
        "GOOGLE_PROJECT": "acme",
        "GOOGLE_REGION": "europe-west3",
    },
    "azure": {
        "ARM_USE_OIDC": "true",
        "ARM_USE_CLI": "false",
        "ARM_OIDC_TOKEN_FILE_PATH": "{token}",
        "ARM_CLIENT_ID": "client",
        "ARM_TENANT_ID": "tenant",
        "ARM_SUBSCRIPTION_ID": "subscription",
    },
}


def credentials(service: Service, folder: Path, cloud: str, env: dict[str, str]) -> Credentials:
    service.configure(cloud=cloud, identity=IDENTITIES[cloud])
    return Credentials(service.root, service.config, env, folder)


@pytest.mark.parametrize("cloud", EXPECTED)
def test_what_each_cloud_is_given(service: Service, tmp_path: Path, cloud: str) -> None:
    given = credentials(service, tmp_path, cloud, GITLAB).variables()
    token = tmp_path / "token"
    expected = {
        name: value.format(token=token, folder=tmp_path) for name, value in EXPECTED[cloud].items()
    }
    assert given == expected
    assert token.read_text("utf-8") == "of.the.job"
    assert token.stat().st_mode & 0o777 == 0o600


def test_google_reads_the_token_from_the_file(service: Service, tmp_path: Path) -> None:
    credentials(service, tmp_path, "gcp", GITLAB).variables()
    file = tmp_path / "google.json"
    account = json.loads(file.read_text("utf-8"))
    assert account["credential_source"] == {"file": str(tmp_path / "token")}
    assert account["audience"] == f"//iam.googleapis.com/{IDENTITIES['gcp'].provider}"
    assert "/preview@acme.iam.gserviceaccount.com:" in account["service_account_impersonation_url"]
    assert file.stat().st_mode & 0o777 == 0o600


@contextmanager
def forge() -> Iterator[tuple[dict[str, str], list[str]]]:
    """GitHub's own: a token for each request, and the audiences that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(parse_qs(urlsplit(self.path).query)["audience"][0])
            body = json.dumps({"value": f"token.{len(asked)}"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/token?api-version=2.0"
    try:
        yield (
            {
                "CI": "true",
                "ACTIONS_ID_TOKEN_REQUEST_URL": url,
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-the-runner",
            },
            asked,
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("cloud", "audience"),
    [
        ("aws", "sts.amazonaws.com"),
        ("gcp", "goldenpath-cloud"),
        ("azure", "api://AzureADTokenExchange"),
    ],
)
def test_github_is_asked_anew_for_each_command(
    service: Service, tmp_path: Path, cloud: str, audience: str
) -> None:
    """Its tokens live for minutes, an environment takes longer."""
    with forge() as (env, asked):
        ours = credentials(service, tmp_path, cloud, env)
        for number in (1, 2):
            ours.variables()
            assert (tmp_path / "token").read_text("utf-8") == f"token.{number}"
    assert asked == [audience, audience]


def test_the_cluster_of_the_previews(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goldenpath_gates import config

    toml = service.root / "goldenpath.toml"
    toml.write_text(toml.read_text("utf-8") + CLUSTER, "utf-8")
    write(service.root, {"deploy/staging.pem": "-----BEGIN CERTIFICATE-----\n"})
    service.config = config.load(service.root)
    env = {**GITLAB, "GOLDENPATH_CLUSTER_TOKEN": "of-the-cluster"}
    given = credentials(service, tmp_path, "aws", env).variables()
    assert {key: value for key, value in given.items() if key.startswith("KUBE_")} == {
        "KUBE_HOST": "https://kubernetes.staging.example.com",
        "KUBE_TOKEN": "of-the-cluster",
        "KUBE_CLUSTER_CA_CERT_DATA": "-----BEGIN CERTIFICATE-----\n",
    }
    (service.root / "deploy/staging.pem").unlink()
    with pytest.raises(IncompleteError, match=r"deploy/staging\.pem: cannot be read"):
        credentials(service, tmp_path, "aws", env).variables()


def test_a_person_is_who_is_logged_in(service: Service, tmp_path: Path) -> None:
    assert credentials(service, tmp_path, "aws", {}).variables() == {}
    assert not (tmp_path / "token").exists()


def test_a_job_without_an_identity_is_incomplete(service: Service, tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"GOLDENPATH_CLOUD_TOKEN: aud: sts\.amazonaws\.com"):
        credentials(service, tmp_path, "aws", {"CI": "true"}).variables()


def test_what_is_not_set_is_named(service: Service, tmp_path: Path) -> None:
    ours = credentials(service, tmp_path, "azure", GITLAB)
    service.configure(identity=Identity(role="client"))
    ours = Credentials(service.root, service.config, GITLAB, tmp_path)
    with pytest.raises(UsageError, match=r"\[environments\.identity\] tenant is not set"):
        ours.variables()


PRINTS = """\
resource "terraform_data" "env" {{
  provisioner "local-exec" {{
    command = "env > '{file}'"
  }}
}}
"""


def test_what_a_module_starts_sees_no_other_key(service: Service, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    service.add(PRINTS.format(file=seen))
    service.env |= GITLAB | {
        "GOLDENPATH_GIT_TOKEN": "writes-to-git",
        "GITHUB_TOKEN": "of-github",
        "CI_JOB_TOKEN": "of-gitlab",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "makes-tokens",
        "TF_CLI_ARGS_apply": "-destroy",
        "TF_LOG": "trace",
    }
    service.env["GOLDENPATH_CLOUD_TOKEN"] = "of.the.job"  # noqa: S105 - nobody's
    service.engine.up(spec(), service.progress)
    text = seen.read_text("utf-8")
    assert "AWS_ROLE_ARN=" in text
    for value in ("writes-to-git", "of-github", "of-gitlab", "makes-tokens", "of.the.job", "trace"):
        assert value not in text
    (file,) = (row for row in text.splitlines() if row.startswith("AWS_WEB_IDENTITY_TOKEN_FILE="))
    assert not Path(file.partition("=")[2]).exists(), "a token outlived its run"
