"""Whoever is killed half way, and however: what was begun is known, and can be ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkProcess
from pathlib import Path

import pytest
from goldenpath_gates import interrupts
from goldenpath_gates.errors import FailedError, IncompleteError

from tests.gates.environments.terraform.conftest import Service, spec
from tests.gates.support import PATIENCE_S

DATABASE = 'resource "terraform_data" "database" {\n'
WAITS = """\
  provisioner "local-exec" {{
    command = "cat '{pipe}'"
  }}

"""
DIES = """\
resource "terraform_data" "deadly" {
  depends_on = [terraform_data.database]

  provisioner "local-exec" {
    command = "kill -9 $PPID"
  }
}
"""


@pytest.fixture
def pipe(tmp_path: Path, service: Service) -> Path:
    """What the environment waits for while it is made: nobody writes it."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    main = service.infra / "main.tf"
    waits = DATABASE + WAITS.format(pipe=path)
    main.write_text(main.read_text("utf-8").replace(DATABASE, waits), "utf-8")
    return path


def _up(service: Service) -> None:
    with interrupts.raised():
        service.engine.up(spec(), service.progress)


@contextmanager
def half_way(service: Service, pipe: Path) -> Iterator[tuple[ForkProcess, int]]:
    """A process that makes an environment, and the end of the pipe that Terraform waits at."""
    process = multiprocessing.get_context("fork").Process(target=_up, args=(service,))
    process.start()
    waiting = os.open(pipe, os.O_WRONLY)  # opens when Terraform has come to read it
    try:
        yield process, waiting
    finally:
        os.close(waiting)
        process.join(PATIENCE_S)


def test_interrupted_it_ends_in_order_and_takes_down_what_it_made(
    service: Service, pipe: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with half_way(service, pipe) as (process, _):
        os.kill(process.pid or 0, signal.SIGINT)
        process.join(PATIENCE_S)
        assert process.exitcode == 1
    assert (service.engine.standing(), service.left()) == ((), [])
    said = capfd.readouterr()
    assert "KeyboardInterrupt" in said.err
    assert "answers-pr-7: is taken down again" in said.out


def test_killed_it_leaves_terraform_to_end_and_itself_to_be_found(
    service: Service, pipe: Path
) -> None:
    with half_way(service, pipe) as (process, _):
        process.kill()
        process.join(PATIENCE_S)
        (standing,) = service.engine.standing()
        assert (standing.name, standing.state) == ("answers-pr-7", "broken")
        assert standing.expires_at == spec().expires_at
    # Terraform holds the lock until it is done; whoever ends the environment waits for it.
    assert service.engine.down("answers-pr-7", service.progress) == ()
    assert service.left() == []


def test_a_locked_environment_is_left_to_who_locked_it(
    service: Service, pipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goldenpath_gates.environments.terraform import running

    with half_way(service, pipe):
        monkeypatch.setattr(running, "LOCK_TIMEOUT", "0s")
        with pytest.raises(IncompleteError, match=r"state lock.*another run .*force-unlock ID"):
            service.engine.up(spec(), service.progress)
        with pytest.raises(IncompleteError, match="another run is at this environment"):
            service.engine.down("answers-pr-7", service.progress)
        assert service.left() == ["answers-pr-7"]
    assert [one.state for one in service.engine.standing()] == ["ready"]


def test_terraform_itself_killed(service: Service) -> None:
    service.add(DIES)
    with pytest.raises(FailedError, match="terraform apply: ended with -9, said last"):
        service.engine.up(spec(), service.progress)
    assert service.left() == []


def test_too_slow_is_stopped_in_order(service: Service, pipe: Path) -> None:
    service.configure(timeout=3)
    with pytest.raises(IncompleteError, match="terraform apply took more than 3 s and was asked"):
        service.engine.up(spec(), service.progress)
    assert service.left() == []
