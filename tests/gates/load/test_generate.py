"""Locust, really run on a server that answers at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.load import figures, generate
from goldenpath_gates.load.generate import Measured, Traffic
from goldenpath_gates.load.generator import REFUSED
from goldenpath_gates.load.limits import Limits
from goldenpath_gates.load.phase import Phase
from goldenpath_gates.load.recording import Recording, Request
from goldenpath_gates.load.settings import Load

from tests.gates.load.support import Server, serving
from tests.support import ROOT

LIMITS = Limits(ai_s=1.0, errors=0.01, peak=50, plain_s=1.0)
RECORDING = Recording([Request(0.1 * n, "GET", f"/things?n={n}") for n in range(10)])
USERS = """
from locust import FastHttpUser, events, task

class Visitor(FastHttpUser):
    @task
    def visit(self):
        self.client.get("/one")
        self.client.get("/two")
"""


def run(
    root: Path, url: str, users: str = USERS, *, replay: bool = False, processes: int = 1
) -> Measured:
    (root / "locustfile.py").write_text(users, "utf-8")
    rows = [{"goldenpath_recording": 1}, *(one.to_json() for one in RECORDING.requests)]
    (root / "recorded.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (root / "reports/load").mkdir(parents=True)
    settings = Load("locustfile.py", "recorded.jsonl", processes=processes)
    phase = Phase("smoke", ((0, 50), (1.5, 50)), 0.3, replay)
    return generate.run(root, settings, LIMITS, RECORDING, Traffic(url, "abc"), phase)


def test_visits_come_at_the_rate_whatever_their_length(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Server(headers=b"x-service-release: abc\r\n")) as server:
        found = run(tmp_path, server.url)
    assert found.rate == pytest.approx(50, rel=0.25)
    assert set(found.groups) == {"/one", "/two"}
    assert (found.errors, found.strangers, found.exceptions, found.exit_code) == ({}, {}, {}, 0)
    assert [sample["errors"] for sample in found.samples] == [0]
    assert (tmp_path / "reports/load/smoke.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_workers_share_the_rate(tmp_path: Path) -> None:
    with serving(Server(headers=b"x-service-release: old\r\n")) as server:
        found = run(tmp_path, server.url, processes=2)
    body = json.loads((tmp_path / "reports/load/smoke.json").read_text("utf-8"))
    assert body["workers"] == 2
    assert found.rate == pytest.approx(50, rel=0.25)
    assert found.strangers["old"] == len(server.asked)


def test_a_recording_is_replayed_five_times_as_fast(tmp_path: Path) -> None:
    refusing = Server(status=b"429 Too Many Requests", headers=b"x-service-release: abc\r\n")
    with serving(refusing) as server:
        found = run(tmp_path, server.url, "raise SystemExit", replay=True)
    assert found.rate == pytest.approx(50, rel=0.25)
    assert set(found.groups) == {REFUSED}
    assert found.errors == {}
    assert set(server.asked) == {f"GET {request.path}" for request in RECORDING.requests}


BROKEN = USERS + "        raise KeyError('answer')\n"
OWN = (
    USERS
    + """
@events.quitting.add_listener
def judge(environment, **_):
    environment.process_exit_code = 1
"""
)


def test_what_the_team_says_counts(tmp_path: Path) -> None:
    with serving(Server(headers=b"x-service-release: abc\r\n")) as server:
        found = run(tmp_path, server.url, BROKEN + OWN.removeprefix(USERS))
    assert found.exit_code == 1
    assert any("KeyError" in text for text in found.exceptions)
    rules = {finding.rule for finding in figures.of_phase(found, LIMITS, "/one").findings}
    assert rules >= {"load-exit", "load-locustfile"}


def test_a_file_that_cannot_be_loaded_measures_nothing(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"(?s)measured nothing; mend locustfile.py:.*Syntax"):
        run(tmp_path, "http://127.0.0.1:9", "class")


def test_gevent_stays_out_of_this_process() -> None:
    code = "import sys, goldenpath_gates.stages.load; sys.exit('gevent' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", code), cwd=ROOT, check=False).returncode == 0
