from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from goldenpath_gates import approval
from goldenpath_gates.errors import IncompleteError, UsageError

REVIEWERS = {
    "type": "required_reviewers",
    "reviewers": [{"type": "User"}, {"type": "Team"}],
    "prevent_self_review": True,
}
SELF = {**REVIEWERS, "prevent_self_review": False}
WAIT = {"type": "wait_timer", "wait_timer": 30}


class Forge(http.server.ThreadingHTTPServer):
    """The one page of the GitHub API that is asked for; it remembers the requests."""

    status = 200
    body = b""
    length: int | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str | None]] = []

    @property
    def env(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server_port}",
            "GITHUB_REPOSITORY": "acme/answers",
            "GITHUB_TOKEN": "a-token",
        }

    def answers(self, body: Any, status: int = 200) -> None:
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status = status


class Handler(http.server.BaseHTTPRequestHandler):
    server: Forge

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers["Authorization"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(self.server.length or len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def forge() -> Iterator[Forge]:
    with Forge() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_reviewers_guard_the_environment(forge: Forge) -> None:
    forge.answers({"protection_rules": [WAIT, REVIEWERS]})
    assert approval.require_reviewers("production", forge.env) == "production: 2 required reviewers"
    assert forge.seen == [("/repos/acme/answers/environments/production", "Bearer a-token")]


def test_the_name_of_an_environment_cannot_leave_its_path(forge: Forge) -> None:
    forge.answers({"protection_rules": [REVIEWERS]})
    approval.require_reviewers("a/../b?c#d e", forge.env)
    assert forge.seen[0][0] == "/repos/acme/answers/environments/a%2F..%2Fb%3Fc%23d%20e"


@pytest.mark.parametrize(
    "rules",
    [[], [WAIT], [SELF], [{"type": "required_reviewers", "reviewers": []}], [{"type": "other"}]],
)
def test_an_environment_that_asks_nobody_is_incomplete(
    rules: list[dict[str, Any]], forge: Forge
) -> None:
    forge.answers({"protection_rules": rules})
    with pytest.raises(
        IncompleteError, match=r"'production' has no required reviewers but perhaps.*Settings"
    ):
        approval.require_reviewers("production", forge.env)


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
def test_a_refusal_is_incomplete(status: int, forge: Forge) -> None:
    forge.answers({"protection_rules": [REVIEWERS]}, status)
    with pytest.raises(IncompleteError, match=rf"cannot be read \(HTTP {status}\)"):
        approval.require_reviewers("production", forge.env)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="a page"),
        pytest.param(b"\xff\xfe\xfd", id="not text"),
        pytest.param([], id="a list"),
        pytest.param(None, id="null"),
        pytest.param({}, id="no rules"),
        pytest.param({"protection_rules": None}, id="rules are null"),
        pytest.param({"protection_rules": 3}, id="rules are a number"),
        pytest.param({"protection_rules": [None]}, id="a rule is null"),
        pytest.param({"protection_rules": [{"type": "required_reviewers"}]}, id="no reviewers"),
        pytest.param({"protection_rules": [{**REVIEWERS, "reviewers": 7}]}, id="a number"),
    ],
)
def test_an_answer_in_another_form_is_incomplete(body: Any, forge: Forge) -> None:
    forge.answers(body)
    with pytest.raises(IncompleteError):
        approval.require_reviewers("production", forge.env)


def test_an_answer_that_is_cut_short_is_incomplete(forge: Forge) -> None:
    forge.answers({"protection_rules": [REVIEWERS]})
    forge.length = 5000
    with pytest.raises(IncompleteError, match="cannot be read"):
        approval.require_reviewers("production", forge.env)


def test_a_forge_that_cannot_be_reached_is_incomplete(forge: Forge) -> None:
    with Forge() as closed:
        env = closed.env
    with pytest.raises(IncompleteError, match="cannot be read"):
        approval.require_reviewers("production", env)


@pytest.mark.parametrize(
    ("changes", "kind", "says"),
    [
        ({"GITHUB_TOKEN": ""}, IncompleteError, "GITHUB_TOKEN is not set: hand it to this step"),
        ({"GITHUB_API_URL": ""}, UsageError, "GITHUB_API_URL is not set"),
        ({"GITHUB_REPOSITORY": ""}, UsageError, "GITHUB_REPOSITORY is not set"),
        ({"GITHUB_API_URL": "http://forge.example.test"}, UsageError, "must be an https address"),
        ({"GITHUB_API_URL": "file:///etc"}, UsageError, "must be an https address"),
    ],
)
def test_nothing_is_asked_without_the_means_to_ask(
    changes: dict[str, str], kind: type[Exception], says: str, forge: Forge
) -> None:
    with pytest.raises(kind, match=says):
        approval.require_reviewers("production", {**forge.env, **changes})
    assert forge.seen == []


LEVELS = [{"access_level": 40}, {"access_level": None, "user_id": 7}]
DEVELOPERS = [{"access_level": 40}, {"access_level": 30}]


def gitlab(forge: Forge) -> dict[str, str]:
    return {
        "GITLAB_CI": "true",
        "CI_API_V4_URL": f"http://127.0.0.1:{forge.server_port}",
        "CI_PROJECT_ID": "42",
        "CI_PIPELINE_ID": "1001",
        "GOLDENPATH_APPROVAL_TOKEN": "a-token",
    }


@pytest.mark.parametrize(
    ("rules", "count"),
    [
        ({"deploy_access_levels": DEVELOPERS, "required_approval_count": 2}, 2),
        ({"deploy_access_levels": [], "approval_rules": [{"required_approvals": 1}]}, 1),
        ({"deploy_access_levels": LEVELS}, 2),
    ],
)
def test_gitlab_guards_the_environment(rules: dict[str, Any], count: int, forge: Forge) -> None:
    forge.answers(rules)
    said = approval.require_reviewers("eval-approval", gitlab(forge))
    assert said == f"eval-approval: {count} required reviewers"
    assert forge.seen == [("/projects/42/protected_environments/eval-approval", None)]


@pytest.mark.parametrize(
    "rules", [{"deploy_access_levels": DEVELOPERS}, {"deploy_access_levels": []}, {}, [], None]
)
def test_an_open_environment_of_gitlab_is_incomplete(rules: Any, forge: Forge) -> None:
    forge.answers(rules)
    with pytest.raises(IncompleteError):
        approval.require_reviewers("eval-approval", gitlab(forge))


def test_gitlab_without_a_token_is_incomplete(forge: Forge) -> None:
    with pytest.raises(IncompleteError, match="GOLDENPATH_APPROVAL_TOKEN is not set"):
        approval.require_reviewers("x", gitlab(forge) | {"GOLDENPATH_APPROVAL_TOKEN": ""})


def bridge(status: str | None, name: str = "eval-approval-asked") -> dict[str, Any]:
    return {"name": name, "downstream_pipeline": status and {"id": 1, "status": status}}


def test_a_released_child_pipeline_is_an_approval(forge: Forge) -> None:
    forge.answers([bridge("failed", "other"), bridge("success")])
    approval.require_released("eval-approval-asked", gitlab(forge))
    assert forge.seen == [("/projects/42/pipelines/1001/bridges", None)]


@pytest.mark.parametrize(
    "bridges",
    [
        [],
        [bridge("success", "other")],
        [bridge("manual")],
        [bridge("running")],
        [bridge("failed")],
        [bridge(None)],
        {"message": "403"},
        None,
    ],
    ids=repr,
)
def test_any_other_child_pipeline_is_incomplete(bridges: Any, forge: Forge) -> None:
    forge.answers(bridges)
    with pytest.raises(IncompleteError):
        approval.require_released("eval-approval-asked", gitlab(forge))
