"""The observability gate against a real Prometheus, and against what only pretends to be one."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from goldenpath_gates.__main__ import main
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.slo.gate import frozen, observe

from tests import prometheus_box
from tests.gates.slo.histories import observed
from tests.prometheus_box import Box


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    folder = tmp_path_factory.mktemp("gate")
    with prometheus_box.serving(folder, history=observed(time.time())) as serving:
        yield serving


@pytest.mark.parametrize(
    ("namespace", "verdict", "says"),
    [
        ("answers-production", "passed", ""),
        ("answers-quiet", "passed", ""),
        ("answers-erring", "passed", ""),  # errors of now spend a budget, a spent one stops
        ("answers-slow", "failed", "slo-value answers-p95-ai is"),
        ("answers-dear", "failed", "slo-value answers-cost is 20"),
        ("answers-spent", "failed", "slo-budget-spent the error budget of answers-availability"),
        ("answers-frozen", "failed", "slo-freeze DeployFreeze fires for answers-p95-ai"),
        ("answers-stale", "incomplete", "the newest sample is 2"),
        ("answers-unrecorded", "incomplete", "nobody records its error budget"),
        ("answers-unknown", "incomplete", "answers-p95-ai: there is no sample of it"),
    ],
)
def test_a_namespace(box: Box, answers: Path, namespace: str, verdict: str, says: str) -> None:
    found = observe(box.url, answers, namespace, {})
    said = [*map(str, found.findings), found.summary]
    assert found.verdict == verdict, said
    assert any(says in text for text in said), said
    assert bool(found.findings) == (verdict == "failed")


def test_the_figures_are_what_was_measured(box: Box, answers: Path) -> None:
    figures = {one.name: one for one in observe(box.url, answers, "answers-erring", {}).figures}
    assert figures["answers-availability"].value == pytest.approx(0.05)
    assert figures["answers-cost"].value == pytest.approx(2.0)
    assert 0.5 < figures["answers-p95-ai"].value <= 1
    assert figures["answers-p95-ai"].threshold == "<= 3"
    assert figures["answers-availability: error budget left"].value == 0.5
    assert figures["alerts that freeze releases"].passed


def test_a_window_replaces_those_of_the_file(box: Box, answers: Path) -> None:
    assert observe(box.url, answers, "answers-production", {}, "20m").verdict == "passed"
    assert observe(box.url, answers, "answers-production", {}, "1s").verdict == "incomplete"


@pytest.mark.parametrize(
    ("namespace", "verdict"),
    [
        ("answers-production", "passed"),
        ("answers-slow", "passed"),
        ("answers-frozen", "failed"),
    ],
)
def test_only_the_freeze(box: Box, answers: Path, namespace: str, verdict: str) -> None:
    assert frozen(box.url, answers, namespace, {}).verdict == verdict


def test_the_command(
    box: Box, answers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(answers)
    assert main(["gate", "slo", "--prometheus", box.url]) == 0
    assert "answers-p95-ai" in capsys.readouterr().out
    assert main(["gate", "slo", "--prometheus", box.url, "--namespace", "answers-dear"]) == 1
    shown = capsys.readouterr().out
    assert "failed: 6 objectives of answers in answers-dear" in shown
    assert main(["gate", "slo", "--prometheus", box.url, "--namespace", "x"]) == 3


class Pretender(BaseHTTPRequestHandler):
    status, body = 200, b""
    asked: list[str | None]

    def do_POST(self) -> None:
        self.asked.append(self.headers["authorization"])
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.status)
        self.send_header("location", "http://127.0.0.1:9/")
        self.send_header("content-length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def pretending(status: int, body: bytes, asked: list[str | None] | None = None) -> Iterator[str]:
    """`asked` gets the authorization of every request."""
    asked = [] if asked is None else asked
    handler = type("Handler", (Pretender,), {"status": status, "body": body, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(result: object, kind: str = "vector", status: str = "success") -> bytes:
    return json.dumps({"status": status, "data": {"resultType": kind, "result": result}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, b"", "set GOLDENPATH_PROMETHEUS_TOKEN"),
        (302, b"", "status 302"),
        (503, answer([]), "status 503"),
        (200, b"<html>", "no result of a query"),
        (200, b"[" * 100_000, "no result of a query"),
        (200, b"[]", "no result of a query"),
        (200, answer([], status="error"), "no result of a query"),
        (200, answer([1, "2"], kind="scalar"), "no result of a query"),
        (200, answer([{"metric": {}, "value": [1, "x"]}]), "no result of a query"),
        (200, answer([{"metric": {}, "value": [1]}]), "no result of a query"),
        (200, answer([{"metric": {}, "value": [1, "1"]}] * 2), "2 numbers instead of one"),
        (200, b" " * 1_000_001, "more than 1000000 bytes"),
    ],
)
def test_no_answer_is_incomplete(answers: Path, status: int, body: bytes, says: str) -> None:
    with pretending(status, body) as url, pytest.raises(IncompleteError, match=says):
        observe(url, answers, "answers-production", {})


@pytest.mark.parametrize("value", ["NaN", "+Inf"])
def test_what_is_no_number_is_no_figure(answers: Path, value: str) -> None:
    with pretending(200, answer([{"metric": {}, "value": [1, value]}])) as url:
        found = observe(url, answers, "answers-production", {})
    assert found.verdict == "incomplete"
    assert not any(figure.name == "answers-cost" for figure in found.figures)


def test_nobody_there_is_incomplete(answers: Path) -> None:
    with pytest.raises(IncompleteError, match=r"cannot be reached \(ConnectError\)"):
        observe("http://127.0.0.1:9", answers, "answers-production", {})


@pytest.mark.parametrize(
    "url",
    [
        "http://prometheus.example.com",
        "ftp://127.0.0.1",
        "https://",
        "https://user:secret@example.com",
        "https://example.com/?a=b",
        "https://[",
        "prometheus",
        "",
    ],
)
def test_no_address(answers: Path, url: str) -> None:
    with pytest.raises(UsageError, match="no address of a Prometheus"):
        observe(url, answers, "answers-production", {})


@pytest.mark.parametrize(
    ("namespace", "window", "env"),
    [
        ('a"} or vector(0) #', None, {}),
        ("answers", "1h] or", {}),
        ("answers", None, {"GOLDENPATH_PROMETHEUS_TOKEN": "a\nb"}),
    ],
)
def test_wrong_use(answers: Path, namespace: str, window: str | None, env: dict[str, str]) -> None:
    with pytest.raises(UsageError) as raised:
        observe("http://127.0.0.1:9", answers, namespace, env, window)
    assert "a\nb" not in str(raised.value)


def test_the_token_goes_to_prometheus(answers: Path) -> None:
    asked: list[str | None] = []
    with pretending(403, b"", asked) as url, pytest.raises(IncompleteError) as raised:
        observe(url, answers, "answers", {"GOLDENPATH_PROMETHEUS_TOKEN": "very-secret"})
    assert asked == ["Bearer very-secret"]
    assert "very-secret" not in str(raised.value)


def test_a_wrong_slo_yaml_asks_nobody(answers: Path, tmp_path: Path) -> None:
    shutil.copy(answers / "slo.yaml", tmp_path)
    text = (tmp_path / "slo.yaml").read_text("utf-8").replace("op: lte", "op: gte", 1)
    (tmp_path / "slo.yaml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"slo.yaml:\d+: slo-unsupported write op: lte"):
        observe("http://127.0.0.1:9", tmp_path, "answers", {})
