from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from goldenpath_gates.contracts.schemathesis_events import Seen, read


def interaction(status: int | None, body: bytes | None = None, method: str = "POST") -> Any:
    headers = {"Content-Type": ["application/json"]}
    request: Any = {"method": method, "uri": "http://127.0.0.1:9/a?b=1", "headers": headers}
    if body is not None:
        request["body"] = {"$base64": base64.b64encode(body).decode()}
    response = None if status is None else {"status_code": status}
    return {"request": request, "response": response}


def check(message: str) -> Any:
    failure = {"operation": "POST /a", "title": "Server error", "message": message}
    return {"name": "a_check", "status": "failure", "failure_info": {"failure": failure}}


def scenario(interactions: Any, checks: Any = None) -> Any:
    recorder = {"label": "POST /a", "interactions": interactions, "checks": checks or {}}
    return {"ScenarioFinished": {"recorder": recorder}}


def seen(folder: Path, *events: Any, cut: str = "") -> Seen:
    path = folder / "events.ndjson"
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events) + cut)
    return read(path)


def test_the_shortest_request_of_a_failure_is_kept(tmp_path: Path) -> None:
    both = {"1": interaction(500, b'{"b": "long"}'), "2": interaction(500, b"{}")}
    found = seen(tmp_path, scenario(both, {"1": [check("1 is odd")], "2": [check("2 is odd")]}))
    (failure,) = found.failures.values()
    assert failure.curl.endswith("--data-binary '{}' 'http://127.0.0.1:8000/a?b=1'")
    assert (failure.status, failure.said) == (500, "Server error: 2 is odd")


def test_places_in_a_schema_are_told_apart(tmp_path: Path) -> None:
    checks = {"1": [check("no\n\nSchema at /b:\n"), check("no\n\nSchema at /c:\n")]}
    assert len(seen(tmp_path, scenario({"1": interaction(200)}, checks)).failures) == 2


def test_the_shortest_body_that_was_accepted_is_kept(tmp_path: Path) -> None:
    bodies = {"1": b'{"b": 1}', "2": b"{}", "3": b'{"b": 2}'}
    found = seen(tmp_path, scenario({each: interaction(201, bodies[each]) for each in bodies}))
    assert found.bodies == {"POST /a": b"{}"}


def test_another_method_is_no_answer_of_the_operation(tmp_path: Path) -> None:
    found = seen(tmp_path, scenario({"1": interaction(405, method="TRACE")}))
    assert found.requests == 1
    assert not found.statuses["POST /a"]


def test_what_was_cut_does_not_count(tmp_path: Path) -> None:
    found = seen(tmp_path, scenario({"1": interaction(200)}), cut='{"ScenarioFinished": {"reco')
    assert (found.requests, found.ended) == (1, False)


def test_errors_and_the_end_are_told(tmp_path: Path) -> None:
    fatal = {"FatalError": {"exception": {"type": "E", "message": "no schema"}}}
    error = {"NonFatalError": {"label": "Server", "value": {"message": "gone"}}}
    found = seen(tmp_path, fatal, error, {"EngineFinished": {}})
    assert (found.errors, found.ended) == (["no schema", "Server: gone"], True)


def test_without_a_report_nothing_was_seen(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == Seen()
