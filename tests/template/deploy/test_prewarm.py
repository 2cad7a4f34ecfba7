"""The hook that asks a question before the pod gets traffic: it never keeps a pod from starting."""

from __future__ import annotations

import json
import runpy
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.support import ROOT

HOOK = ROOT / "template" / "deploy" / "components" / "prewarm" / "prewarm.py"
asked: list[tuple[str, Any]] = []


class Service(BaseHTTPRequestHandler):
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        asked.append((self.path, json.loads(body)))
        self.send_response(self.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(("status", "said"), [(200, "warm: 200\n"), (503, "cold: 503\n")])
def test_one_question_is_asked(
    port: int,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A service that refuses it is not asked again: that would only add to its trouble."""
    monkeypatch.setattr(Service, "status", status)
    monkeypatch.setenv("PORT", str(port))
    runpy.run_path(str(HOOK), run_name="__main__")
    assert capsys.readouterr().out == said
    assert asked == [("/v1/answers", {"question": "Are you there?"})]


def test_a_service_that_does_not_listen_is_given_up() -> None:
    warm = runpy.run_path(str(HOOK))["warm"]
    assert warm("http://127.0.0.1:9", time.monotonic() + 0.2).startswith("cold: ")
