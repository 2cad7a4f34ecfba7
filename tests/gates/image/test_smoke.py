"""An image as it is started, by a buildah whose containers are processes of this machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image import inspection, smoke
from goldenpath_gates.image.engine import Buildah
from goldenpath_gates.report import Finding

from tests.gates.image.layouts import image
from tests.gates.image.support import PULL, answering, buildah, program, recorded

WELL = ("sh", "-c", 'test -n "$PORT"')


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Buildah:
    monkeypatch.setenv("FAKE_BUILDAH", str(tmp_path))
    return Buildah(str(buildah(tmp_path / "bin")))


def started(
    engine: Buildah, root: Path, command: tuple[str, ...], health: tuple[str, ...] = ()
) -> list[Finding]:
    built = inspection.read(image(root / "image", [], config={"Cmd": command}), health)
    return smoke.started(root, config.Service("tiny", ("true",), "/ready", 0.5), engine, built)


@pytest.mark.parametrize(
    "health",
    [pytest.param(WELL, id="its health check sees the port"), pytest.param((), id="it has none")],
)
def test_it_answers_and_is_well(fake: Buildah, tmp_path: Path, health: tuple[str, ...]) -> None:
    assert started(fake, tmp_path, answering(200), health) == []
    pull, made, *runs, removed, image_removed = recorded(tmp_path)
    assert PULL.fullmatch(pull)
    assert made == "from --quiet 0123456789abcdef"
    assert len(runs) == 1 + bool(health)
    assert all("--env=HOST=127.0.0.1 --env=PORT=" in run for run in runs)
    assert (removed, image_removed) == ("rm built-working-container", "rmi 0123456789abcdef")


def test_its_health_check_says_no(fake: Buildah, tmp_path: Path) -> None:
    health = ("sh", "-c", "echo no answer from /healthz; exit 1")
    assert list(map(str, started(fake, tmp_path, answering(200), health))) == [
        "built-health the image's HEALTHCHECK ended with 1 while it answered: no answer from "
        "/healthz"
    ]


def test_it_never_gets_ready(
    fake: Buildah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (finding,) = started(fake, tmp_path, answering(500), WELL)
    assert finding.rule == "built-start"
    assert finding.message.startswith("the image does not start: the service did not answer 200 on")
    assert recorded(tmp_path)[-2:] == ["rm built-working-container", "rmi 0123456789abcdef"]


def test_it_ends_at_once(fake: Buildah, tmp_path: Path) -> None:
    command = (sys.executable, "-S", "-c", "import sys; sys.exit('MODEL_API_KEY is not set')")
    (finding,) = started(fake, tmp_path, command, WELL)
    assert finding.rule == "built-start"
    assert "the service ended with exit code 1 before it was ready" in finding.message
    assert finding.message.endswith("it said:\nMODEL_API_KEY is not set")


@pytest.mark.parametrize("fails", ["pull", "from"])
def test_an_engine_that_makes_no_container_is_no_fault_of_the_image(
    fake: Buildah, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    monkeypatch.setenv("FAKE_BUILDAH_FAILS", fails)
    with pytest.raises(IncompleteError, match=f"Error: the fake does not {fails}"):
        started(fake, tmp_path, answering(200))


def test_a_health_check_that_cannot_be_run(fake: Buildah, tmp_path: Path) -> None:
    program(tmp_path / "bin", "unhealthy", "exit 127")
    (finding,) = started(fake, tmp_path, answering(200), (str(tmp_path / "bin" / "unhealthy"),))
    assert finding.message == "the image's HEALTHCHECK ended with 127 while it answered: "
