from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.signing import github

TOKEN = "a-token-of-the-job"  # noqa: S105


class Api(ThreadingHTTPServer):
    status = 201
    asked: list[tuple[str, str, Any]]

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server_port}",
            "GITHUB_REPOSITORY": "acme/answers",
        }


class Handler(BaseHTTPRequestHandler):
    server: Api

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((self.path, self.headers["authorization"], body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b'{"id": 7}')

    def log_message(self, *_: Any) -> None:
        return None


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api(("127.0.0.1", 0), Handler)
    server.asked = []
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "sbom.sigstore.json"
    path.write_text('{"mediaType": "x"}')
    return path


def test_as_actions_attest_does(api: Api, bundle: Path) -> None:
    assert github.store([bundle, bundle], api.env) == 2
    expected = (
        "/repos/acme/answers/attestations",
        f"Bearer {TOKEN}",
        {"bundle": {"mediaType": "x"}},
    )
    assert api.asked == [expected, expected]


@pytest.mark.parametrize("status", [200, 307, 401, 403, 404, 422, 500])
def test_refused(status: int, api: Api, bundle: Path) -> None:
    api.status = status
    with pytest.raises(IncompleteError, match=rf"does not store it \(status {status}") as caught:
        github.store([bundle], api.env)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("name", github.NEEDED)
def test_not_on_github(name: str, api: Api, bundle: Path) -> None:
    with pytest.raises(IncompleteError, match=f"{name} is not set"):
        github.store([bundle], {**api.env, name: ""})


def test_only_https(bundle: Path, api: Api) -> None:
    with pytest.raises(IncompleteError, match="must be an https address"):
        github.store([bundle], {**api.env, "GITHUB_API_URL": "http://api.example.com"})


def test_nobody_there(bundle: Path, api: Api) -> None:
    with pytest.raises(IncompleteError, match=r"does not store it \(ConnectError"):
        github.store([bundle], {**api.env, "GITHUB_API_URL": "http://127.0.0.1:9"})
