from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from goldenpath_gates.contracts.provider import observe
from goldenpath_gates.contracts.provider.observe import Event, Seen

from tests.gates.support import PATIENCE_S

SSE = "text/event-stream; charset=utf-8"
DONE = 'event: delta\ndata: {"text": "a"}\n\nevent: done\ndata: {"model": "m"}\n\n'


@contextmanager
def saying(body: bytes, media_type: str, status: int = 200, *, missing: int = 0,
           stalls: bool = False) -> Iterator[str]:  # fmt: skip
    ended = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-type", media_type)
            self.send_header("retry-after", "7")
            self.send_header("content-length", str(len(body) + missing))
            self.end_headers()
            self.wfile.write(body)
            if stalls:
                self.wfile.flush()
                ended.wait(PATIENCE_S)

        def log_message(self, *_: Any) -> None:
            return None

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def ask(url: str, seconds: float = PATIENCE_S) -> Seen:
    return observe.ask(url, {"question": "é"}, seconds)


def test_a_document() -> None:
    with saying(b'{"model": "m"}', "application/json") as url:
        seen = ask(url)
    assert (seen.status, seen.retry_after, seen.end) == (200, "7", {"model": "m"})
    assert (seen.events, seen.names, seen.problem, seen.ending, seen.error) == (None,) * 5


def test_a_problem() -> None:
    problem = b'{"type": "urn:problem-type:x"}'
    with saying(problem, "application/problem+json", 503) as url:
        assert (ask(url).status, ask(url).problem) == (503, "urn:problem-type:x")
    with saying(problem, "application/json", 503) as url:
        assert ask(url).problem is None


def test_a_stream() -> None:
    with saying(DONE.encode(), SSE) as url:
        seen = ask(url)
    assert seen.names == ["delta", "done"]
    assert (seen.end, seen.ending, seen.error) == ({"model": "m"}, None, None)


@pytest.mark.parametrize("media_type", ["application/json", "text/html"])
def test_what_is_no_json_has_no_end(media_type: str) -> None:
    with saying(b"<html>", media_type) as url:
        assert ask(url).end is None


def test_a_stream_that_breaks_keeps_what_came() -> None:
    with saying(DONE.encode(), SSE, missing=10) as url:
        seen = ask(url)
    assert seen.names == ["delta", "done"]
    assert seen.error == "the connection broke before the answer ended"


def test_an_answer_without_an_end_is_cut_off() -> None:
    with saying(b"{", "application/json", missing=10, stalls=True) as url:
        assert ask(url, 0.2) == Seen(error="the answer did not end within 0.2 s")


def test_an_answer_that_never_ends_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observe, "MAX_BYTES", 100)
    with saying(b"x" * 101, "text/plain") as url:
        assert ask(url).error == "the answer is larger than 100 bytes"


def test_nobody_there() -> None:
    with saying(b"", "text/plain") as url:
        pass
    assert ask(url) == Seen(error="there was no answer: ConnectError")


@pytest.mark.parametrize(("text", "expected"), [
    ("", []),
    ("data: 1\n\n", [Event("message", 1)]),
    ("event: a\ndata: 1\n\nevent: a\ndata: 2\n\n", [Event("a", 1), Event("a", 2)]),
    ("event: a\r\ndata: 1\r\n\r\n", [Event("a", 1)]),
    ("event:a\ndata:{\ndata:}\n\n", [Event("a", {})]),
    (": a comment\n\nid: 3\ndata: 1\n\n", [Event("message", 1)]),
    ("event: a\ndata: [DONE]\n\n", [Event("a", None)]),
    ("event: a\ndata: 1", []),
])  # fmt: skip
def test_events(text: str, expected: list[Event]) -> None:
    assert list(observe.events(text)) == expected


def test_a_stream_without_events_has_no_end() -> None:
    seen = Seen(200, "text/event-stream", events=())
    assert (seen.end, seen.ending, seen.names) == (None, None, [])
