"""Small helpers of the API tests."""

import json
import re
from typing import Any

from starlette.testclient import TestClient


def ask(client: TestClient, question: str = "Why?", **more: Any) -> Any:
    return client.post("/v1/answers", json={"question": question, **more})


def ask_as(client: TestClient, tenant: str, question: str = "Why?", cohort: str = "") -> Any:
    headers = {"x-tenant": tenant, "x-tenant-cohort": cohort}
    return client.post("/v1/answers", json={"question": question}, headers=headers)


def sample(client: TestClient, name: str, *labels: str) -> float:
    """The sum of the samples of a metric that carry these labels."""
    text = client.get("/metrics").text
    lines = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", text, re.MULTILINE)
    return sum(float(value) for found, value in lines if set(labels) <= set(found.split(",")))


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
