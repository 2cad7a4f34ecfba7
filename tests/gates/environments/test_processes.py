"""Processes that outlive whoever started them, and are ended by somebody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from goldenpath_gates.environments.local import processes
from goldenpath_gates.environments.local.processes import Process

from tests.gates.environments.support import marked
from tests.gates.support import Lifeline, until

MARK = "0123456789abcdef"


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[list[Process]]:
    """Whatever a test starts ends with it."""
    started: list[Process] = []
    yield started
    for one in started:
        if processes.alive(one):
            os.killpg(one.pid, signal.SIGKILL)


def start(folder: Path, begun: list[Process], *command: str) -> subprocess.Popen[str]:
    env = {"PATH": os.environ["PATH"], processes.MARK: f"{MARK}.{folder.name}"}
    with (folder / "log").open("w") as log:
        return processes.start(command, folder, env, log, begun.append)


def test_nothing_begins_before_it_is_written_down(tmp_path: Path, begun: list[Process]) -> None:
    def fail(one: Process) -> None:
        begun.append(one)
        raise RuntimeError("no space")

    with (tmp_path / "log").open("w") as log, pytest.raises(RuntimeError, match="no space"):
        processes.start(("touch", "begun"), tmp_path, dict(os.environ), log, fail)
    until(lambda: not processes.alive(begun[0]), "the end of what waited to begin")
    assert not (tmp_path / "begun").exists()


def test_a_whole_group_ends(tmp_path: Path, begun: list[Process]) -> None:
    line = Lifeline(tmp_path / "line")
    start(tmp_path, begun, "sh", "-c", f"exec 9>{line.path}; echo up >&9; sleep 60 & wait")
    line.started()
    assert processes.alive(begun[0])
    assert processes.end(begun, MARK) == ()
    line.ended()
    assert not processes.alive(begun[0])


def test_one_that_ignores_the_request_ends(
    tmp_path: Path, begun: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldenpath_gates.process.GRACE_S", 0.2)
    line = Lifeline(tmp_path / "line")
    start(
        tmp_path, begun, "sh", "-c", f"trap '' TERM; exec 9>{line.path}; echo >&9; sleep 60 & wait"
    )
    line.started()
    assert processes.end(begun, MARK) == ()
    line.ended()


def test_one_that_left_the_group_and_lost_its_parent_ends(
    tmp_path: Path, begun: list[Process]
) -> None:
    line = Lifeline(tmp_path / "line")
    apart = f"exec 9>{line.path}; echo up >&9; exec sleep 60"
    child = start(tmp_path, begun, "sh", "-c", f'setsid sh -c "{apart}" & exit 0')
    line.started()
    child.wait()
    assert not processes.alive(begun[0])
    assert processes.end(begun, MARK) == ()
    line.ended()


def test_noop_a_later_process_of_the_same_number(tmp_path: Path, begun: list[Process]) -> None:
    start(tmp_path, begun, "sleep", "60")
    (real,) = begun
    until(lambda: bool(marked(MARK)), "the start")
    assert not processes.alive(Process(real.pid, "another boot 1"))
    assert processes.end([Process(real.pid, "another boot 1")], "another mark") == ()
    assert processes.alive(real)


def test_noop_another_environment(tmp_path: Path, begun: list[Process]) -> None:
    one: list[Process] = []
    other: list[Process] = []
    for name, into in (("one", one), ("other", other)):
        (tmp_path / name).mkdir()
        start(tmp_path / name, into, "sleep", "60")
        begun += into
    assert processes.end(one, f"{MARK}.one") == ()
    assert processes.alive(other[0])


def test_a_part_is_ended_without_the_others(tmp_path: Path, begun: list[Process]) -> None:
    """By its mark only: a part whose head is gone, and nothing that merely begins like it."""
    for name in ("service", "database"):
        (tmp_path / name).mkdir()
        start(tmp_path / name, begun, "sleep", "60")
    until(lambda: len(marked(MARK)) == 2, "both")
    assert processes.end([], f"{MARK}.service") == ()
    assert [processes.alive(one) for one in begun] == [False, True]


def test_the_dead_do_not_count(tmp_path: Path, begun: list[Process]) -> None:
    child = start(tmp_path, begun, "true")
    until(lambda: not processes.alive(begun[0]), "its end, which nobody has waited for")
    assert child.wait() == 0


def test_ps_tells_what_proc_tells() -> None:
    own = processes.table()[os.getpid()]
    told = {one.pid: one for one in processes.from_ps()}
    assert told[os.getpid()].group == own.group
    assert told[os.getpid()].started
    assert {1, os.getpid(), os.getppid()} <= set(told)


def test_the_start_of_a_process_does_not_change() -> None:
    command = (sys.executable, "-c", "input()")
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        first = {one.pid: one for one in processes.from_ps()}[child.pid]
        again = {one.pid: one for one in processes.from_ps()}[child.pid]
        assert first == again
        child.communicate(b"\n")
