"""The running service's document comes whole and in time, or the stage is incomplete."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable

import pytest
from goldenpath_gates.contracts import document, running
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts.promised import api, shown

PATH = "/openapi.json"


def test_shown() -> None:
    with shown(json.dumps(api()).encode()) as url:
        assert running.shown(url, PATH).root == api()


def test_a_document_in_yaml() -> None:
    with shown(b"openapi: 3.1.0\ninfo: { title: A, version: 1.0.0 }\npaths: {}\n") as url:
        assert running.shown(url, PATH).root["info"]["version"] == "1.0.0"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{}", 404, "answered with 404"),
        (b"", 302, "answered with 302"),
        (b"<html>", 200, "not-an-object"),
        (b"{}", 200, "not-openapi"),
        (b'{"openapi": "3.1.0"', 200, "not-readable"),
    ],
)
def test_anything_else_is_incomplete(body: bytes, status: int, said: str) -> None:
    with (
        shown(body, status) as url,
        pytest.raises(
            IncompleteError, match=f"^the document of the running service at {PATH}.* {said}"
        ),
    ):
        running.shown(url, PATH)


def test_a_document_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (document, running):
        monkeypatch.setattr(module, "MAX_BYTES", 1000)
    with shown(b" " * 2000) as url, pytest.raises(IncompleteError, match="too-large"):
        running.shown(url, PATH)


def test_a_service_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(IncompleteError, match=r"did not come within 0.2 s; mend the service"):
            running.shown(url, PATH, timeout_s=0.2)


def refusing() -> str:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        return f"http://127.0.0.1:{gone.getsockname()[1]}"


@pytest.mark.parametrize("url", [refusing, lambda: "http://127.0.0.1:notaport"])
def test_a_service_that_is_not_there(url: Callable[[], str]) -> None:
    with pytest.raises(IncompleteError, match="cannot be fetched"):
        running.shown(url(), PATH)
