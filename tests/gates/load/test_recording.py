from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import FailedError, IncompleteError
from goldenpath_gates.load import recording
from goldenpath_gates.load.recording import Request

from tests.support import ROOT

NAME = Path("load/recorded.jsonl")
FIRST: dict[str, Any] = {"at": 0, "method": "GET", "path": "/openapi.json"}
ASKED: dict[str, Any] = {
    "at": 0.5,
    "method": "POST",
    "path": "/v1/answers?x=1",
    "body": {"question": "What?"},
}


def write(root: Path, *rows: Any, header: Any = recording.HEADER) -> Path:
    path = root / NAME
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in (header, *rows)), "utf-8")
    return root


def test_a_recording_has_a_rate(tmp_path: Path) -> None:
    found = recording.read(NAME, write(tmp_path, FIRST, ASKED))
    assert found.requests[1] == Request(**ASKED)
    assert [request.at for request in found.of("/v1/answers")] == [0.5]
    assert (found.span_s, found.rate) == (1.0, 2.0)


def test_that_of_the_template_is_one() -> None:
    found = recording.read(NAME, ROOT / "template")
    streams = [request for request in found.of("/v1/answers") if request.body.get("stream")]
    assert len(found.requests) > 50
    assert len(streams) * 5 > len(found.requests), "the first token has to be seen often enough"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param([FIRST], "needs two requests", id="one request has no rate"),
        pytest.param([ASKED, FIRST], "in the order of `at`", id="backwards"),
        pytest.param([FIRST, FIRST], "needs two requests", id="all at once"),
        pytest.param([FIRST, {**ASKED, "at": "1"}], ":3: is no", id="time as text"),
        pytest.param([FIRST, {**ASKED, "method": "DELETE"}], ":3: is no request", id="method"),
        pytest.param([FIRST, {**ASKED, "path": "http://x"}], ":3: is no request", id="address"),
        pytest.param([FIRST, {**ASKED, "path": 7}], ":3: is no request", id="path as number"),
        pytest.param([FIRST, {**ASKED, "extra": 7}], ":3: is no request", id="unknown key"),
        pytest.param([FIRST, [1]], ":3: is no request", id="list"),
        pytest.param([FIRST, {**ASKED, "at": float("inf")}], ":3: is", id="endless"),
    ],
)
def test_what_is_none_is_incomplete(tmp_path: Path, rows: list[Any], message: str) -> None:
    with pytest.raises(IncompleteError, match=message):
        recording.read(NAME, write(tmp_path, *rows))


def test_what_cannot_be_read_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="load record LOGFILE"):
        recording.read(NAME, tmp_path)
    with pytest.raises(IncompleteError, match=r":1: has to be"):
        recording.read(NAME, write(tmp_path, FIRST, header={"goldenpath_recording": 2}))
    (tmp_path / NAME).write_text("{", "utf-8")
    with pytest.raises(IncompleteError, match=r":1: is not JSON"):
        recording.read(NAME, tmp_path)


def test_data_of_a_person_is_a_failure(tmp_path: Path) -> None:
    mail = "@".join(("jane.miller", "gmail.com"))
    root = write(tmp_path, FIRST, {**ASKED, "body": {"question": f"Who is {mail}?"}})
    with pytest.raises(FailedError) as found:
        recording.read(NAME, root)
    assert str(found.value).startswith("load/recorded.jsonl:3:1: load-personal-data j*** looks")
    assert mail not in str(found.value)


def line(**changes: Any) -> str:
    row = {
        "time": "2026-11-22T10:00:01.500+00:00",
        "message": "request",
        "method": "POST",
        "route": "/v1/answers",
        "duration_ms": 500.0,
    }
    return json.dumps({**row, **changes})


def test_a_log_says_what_came_when_and_never_what_was_asked(tmp_path: Path) -> None:
    log = tmp_path / "service.log"
    lines = [
        "starting",
        line(time="2026-11-22T10:00:03.000+00:00", duration_ms=100),
        line(),
        line(method="GET", route="/openapi.json", time="2026-11-22T10:00:02.000+00:00"),
        line(method="GET", route=""),
        line(method="GET", route="/v1/things/{id}"),
        line(route="/v1/webhooks/knowledge"),
        line(message="model drift"),
        line(time="now"),
    ]
    log.write_text("\n".join(lines), "utf-8")
    found = recording.recorded(log, "/v1/answers", ["A?", "B?"], "question", 0.5)
    assert found == [
        Request(0.0, "POST", "/v1/answers", {"question": "A?"}),
        Request(0.5, "GET", "/openapi.json"),
        Request(1.9, "POST", "/v1/answers", {"question": "B?", "stream": True}),
    ]
    recording.write(tmp_path / NAME, found)
    assert recording.read(NAME, tmp_path).requests == found
