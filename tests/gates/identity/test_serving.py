from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from goldenpath_gates import config, service
from goldenpath_gates.evals.ask.client import Client
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.identity import credentials
from goldenpath_gates.identity.serving import serving
from goldenpath_gates.load.local import Local
from goldenpath_gates.load.target import Target
from goldenpath_gates.model_stub.started import Address

from tests.gates.contracts.checks.guarded import ACR, DOCUMENT
from tests.gates.evals.ask.support import case
from tests.gates.identity.support import CONFIG, IDENTITY, SERVER
from tests.gates.support import write

NOWHERE = Address("", "")


def root_of(folder: Path, identity: str = IDENTITY) -> Path:
    files = {"server.py": SERVER, "goldenpath.toml": CONFIG + identity}
    return write(folder, {**files, "contracts/openapi.json": json.dumps(DOCUMENT)})


def told(url: str, headers: Mapping[str, str]) -> dict[str, Any]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers))) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def claims(header: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(
        header.removeprefix("Bearer "), options={"verify_signature": False}
    )
    return found


def test_the_service_trusts_the_issuer_and_gets_what_it_asks_for(tmp_path: Path) -> None:
    root = root_of(tmp_path)
    with serving(root, config.load(root), env={"AUTH_ISSUER": "https://login.example.com"}) as it:
        found = told(it.url, it.credentials.headers())
        assert it.credentials.issuer
        assert found["issuer"] == it.credentials.issuer.url
    said = claims(found["sent"])
    assert said["iss"] == found["issuer"]
    assert (said["aud"], said["tenant"], said["tier"]) == ("answers", "goldenpath", "premium")
    assert said["scope"] == "answers:write keys:write"
    assert said["acr"] == ACR
    assert "otp" in said["amr"]


def test_without_identity_all_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTH_ISSUER", raising=False)
    root = root_of(tmp_path, "")
    with serving(root, config.load(root)) as running:
        here = Target(running.url, here=Local(running, NOWHERE))
        assert running.credentials is credentials.NOBODY
        assert here.headers() == {}
        assert here.token(60) == ""
        assert told(running.url, {}) == {"issuer": None, "sent": None, "answer": "yes"}
        monkeypatch.setenv("GOLDENPATH_SMOKE_TOKEN", "of-staging")
        assert here.headers() == {"Authorization": "Bearer of-staging"}


def test_a_case_is_asked_as_its_tenant(tmp_path: Path) -> None:
    root = root_of(tmp_path)
    with serving(root, config.load(root)) as running:
        client = Client(None, running, Eval())  # type: ignore[arg-type]
        own, other = (client.headers(case("?", tenant=name), 1) for name in (None, "acme"))
        assert client.headers(case("?"), 2)["authorization"] == own["authorization"]
    assert claims(own["authorization"])["tenant"] == "goldenpath"
    assert claims(other["authorization"])["tenant"] == "acme"


def test_a_token_is_made_anew_before_it_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = root_of(tmp_path)
    with serving(root, config.load(root)) as running:
        first = running.credentials.headers()
        monkeypatch.setattr(credentials, "LIFE_S", -1)
        assert running.credentials.headers() != first


def test_load_is_sent_with_a_token_of_the_gates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDENPATH_SMOKE_TOKEN", "of-staging")
    root = root_of(tmp_path)
    with serving(root, config.load(root)) as running:
        here = Target(running.url, here=Local(running, NOWHERE))
        assert claims(here.headers()["authorization"])["tenant"] == "goldenpath"
        lasting = claims(here.token(3600))
    assert lasting["exp"] - lasting["iat"] > 3600
    assert Target("https://staging.example.com", "abc").headers() == {
        "Authorization": "Bearer of-staging"
    }


def test_serve_prints_a_line_that_asks(tmp_path: Path) -> None:
    root = root_of(tmp_path)
    command = (sys.executable, "-u", "-m", "goldenpath_gates", "serve")
    port = str(service.free_port())
    with subprocess.Popen(
        (*command, "--port", port), cwd=root, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        lines = [child.stdout.readline() for _ in range(3)]
        done = subprocess.run(lines[2], shell=True, capture_output=True, text=True, check=True)  # noqa: S602
        child.send_signal(signal.SIGINT)
    assert claims(json.loads(done.stdout)["sent"])["scope"] == "answers:write keys:write"
    assert not re.search(r"eyJ", "".join(lines))
