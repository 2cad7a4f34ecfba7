from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.load.recording import Recording, Request
from goldenpath_gates.load.target import promoted, target

from tests.gates.load.support import Server, serving
from tests.gates.support import CONFIG

DIGEST = "0123456789ab" + "c" * 52
RELEASE = DIGEST[:12]
RECORDING = Recording([Request(n, "GET", "/openapi.json") for n in range(6)])


def promote(root: Path, text: str | None = None) -> Path:
    path = root / "reports/publish/promotion.json"
    path.parent.mkdir(parents=True)
    image = f"registry.example.com/acme/answers@sha256:{DIGEST}"
    path.write_text(text or json.dumps({"version": 1, "image": image, "tag": "1"}), "utf-8")
    return root


def settings(url: str) -> config.Config:
    staging = f'[delivery.environments.staging]\nurl = "{url}"\nnamespace = "answers-staging"\n'
    return config.parse(CONFIG + (staging if url else ""))


def test_the_release_is_the_promoted_one(tmp_path: Path) -> None:
    assert promoted(tmp_path, {}) is None
    assert promoted(promote(tmp_path), {}) == RELEASE


@pytest.mark.parametrize(
    ("text", "env"),
    [
        pytest.param(None, {"CI": "true"}, id="a pipeline without a promotion"),
        pytest.param("{", {}, id="no JSON"),
        pytest.param("[]", {}, id="no object"),
        pytest.param('{"image": 7}', {}, id="no text"),
        pytest.param('{"image": "example.com/answers:latest"}', {}, id="no digest"),
    ],
)
def test_without_it_nothing_is_judged(
    tmp_path: Path, text: str | None, env: Mapping[str, str]
) -> None:
    if text:
        promote(tmp_path, text)
    with pytest.raises(IncompleteError, match=r"promotion\.json: .* publish"):
        promoted(tmp_path, env)


def test_the_promoted_release_answers(tmp_path: Path) -> None:
    header = f"x-service-release: {RELEASE}\r\n".encode()
    with (
        serving(Server(headers=header)) as server,
        target(tmp_path, settings(f"{server.url}/"), RECORDING, RELEASE) as found,
    ):
        assert (found.url, found.release, found.here) == (server.url, RELEASE, None)
        assert len(server.asked) == 5


def test_another_release_is_not_loaded(tmp_path: Path) -> None:
    for header, said in ((b"x-service-release: abc\r\n", "abc"), (b"", "none")):
        with (
            serving(Server(headers=header)) as server,
            pytest.raises(IncompleteError, match=f"staging runs another release: .* says {said}$"),
            target(tmp_path, settings(server.url), RECORDING, RELEASE),
        ):
            pass


def test_nobody_there_and_nowhere_to_go(tmp_path: Path) -> None:
    with serving(Server()) as gone:
        pass
    with (
        pytest.raises(IncompleteError, match="does not answer: the connection broke"),
        target(tmp_path, settings(gone.url), RECORDING, RELEASE),
    ):
        pass
    with (
        pytest.raises(UsageError, match=r"set \[delivery.environments.staging\] url"),
        target(tmp_path, settings(""), RECORDING, RELEASE),
    ):
        pass
