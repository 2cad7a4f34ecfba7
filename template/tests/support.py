"""Small helpers of the API tests."""

import json
from typing import Any

from starlette.testclient import TestClient


def ask(client: TestClient, question: str = "Why?", **more: Any) -> Any:
    return client.post("/v1/answers", json={"question": question, **more})


def ask_streaming(client: TestClient, question: str = "Why?") -> list[tuple[str, Any]]:
    """The events of a stream, as name and data."""
    response = ask(client, question, stream=True)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    return [_event(block) for block in response.text.strip().split("\n\n")]


def _event(block: str) -> tuple[str, Any]:
    name, data = block.split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def assert_problem(response: Any, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == f"urn:problem-type:{slug}"
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["x-request-id"]
    assert problem["instance"].endswith(problem["request_id"])
    return problem
