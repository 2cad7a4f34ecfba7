"""The README is true: its commands are run as they stand, in a fresh clone."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(marker: str) -> str:
    """The shell block that follows `<!-- marker -->`."""
    match = re.search(rf"<!-- {marker} -->\n```sh\n(.*?)```", README, re.S)
    assert match, f"README.md has no block marked {marker}"
    return match[1]


def test_short() -> None:
    assert len(README.splitlines()) < 130


def test_ci_runs_the_readmes_test_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- tests -->" in script
    assert "pytest" in commands("tests")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a new user has after the first command sequence."""
    clone = tmp_path_factory.mktemp("new-user") / "goldenpath"
    subprocess.run(("git", "clone", "-q", str(ROOT), str(clone)), check=True)
    done = subprocess.run(
        ("bash", "-euo", "pipefail", "-c", commands("generate")),
        cwd=clone,
        env=new_user(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return clone.parent / "my-service"


def new_user() -> dict[str, str]:
    """A laptop: no CI, no library but the pinned one."""
    drop = ("CI", "GOLDENPATH_SOURCE", "VIRTUAL_ENV", "PYTHONPATH")
    git = {"GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "n@example.com"}
    git |= {"GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "n@example.com"}
    return {**{k: v for k, v in os.environ.items() if k not in drop}, **git}


def test_first_run_is_green(service: Path) -> None:
    statement = json.loads((service / "reports" / "evidence.json").read_text(encoding="utf-8"))
    record = statement["predicate"]
    # What a laptop cannot judge stays open: the pipeline has an engine, a scanner and an identity.
    assert record["verdict"] == "incomplete"
    assert {row["stage"]: row["outcome"] for row in record["stages"]} == {
        "lint": "passed",
        "unit": "passed",
        "contract": "passed",
        "policy": "passed",
        "eval": "passed",
        "sbom": "passed",
        "image": "not run",
        "publish": "not expected",
        "staging": "not expected",
        "load": "not expected",
        "canary": "not expected",
        "rollout": "not expected",
        "preview": "not expected",
        "nightly": "not expected",
        "reaper": "not expected",
    }


def test_service_answers(service: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        ("./ci", "serve", "--port", str(port)),
        cwd=service,
        env=new_user(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout
        said = next((line for line in server.stdout if "answers on" in line), "")
        assert str(port) in said
        line = next(line for line in server.stdout if line.startswith("curl "))
        body = json.loads(subprocess.check_output(("sh", "-c", line), text=True, timeout=20))
        assert body["stub"] is True
        assert body["prompt"]["version"]
        assert body["usage"]["input_tokens"] > 0
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 130
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the service outlived ./ci serve"
